"""Run the command line with `python -m network4`."""

from network4.cli import main

if __name__ == "__main__":
    main()
