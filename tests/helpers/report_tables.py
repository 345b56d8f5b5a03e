"""The tables that a report makes of the records of runs."""

from network4 import report


def tables_of(results):
    """Return every table that is made of records, as Markdown, by what it is of."""
    made = {
        "book": report.book_table(report.make_rows(results)),
        "figures": report.figure_table(report.make_figure_lines(results)),
        "epochs": report.epochs_table(report.make_epochs(results)),
        "beyond": report.beyond_table(report.make_beyond(results)),
        "trials": report.trials_table(report.make_trials(results)),
    }
    return {name: table.markdown() for name, table in made.items()}
