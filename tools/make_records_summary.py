"""Make the summary of results/ that comes with network4.

    python -m tools.make_records_summary

writes network4/experiments/records.json from the records in results/, so that
`network4 report` works where there is no checkout. A test holds the two together.
"""

import sys
from pathlib import Path

from network4.experiments import BEYOND, EXPERIMENTS, TRIALS
from network4.experiments.results import Results
from network4.experiments.shipped_results import SUMMARY, summarise
from network4.utils.records import write_record

NAMES = [experiment.name for experiment in (*EXPERIMENTS, *BEYOND, *TRIALS)]


def main(results: Path = Path("results"), summary: Path = SUMMARY) -> None:
    """Read the records, write the summary, and say how large it is."""
    if not results.is_dir():
        sys.exit(f"{results} is not there; run this in a checkout of network4.")
    write_record(summary, summarise(Results(results), NAMES))
    print(f"{summary}: {summary.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
