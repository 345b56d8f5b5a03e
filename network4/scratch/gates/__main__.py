"""`python -m network4.scratch.gates` prints the guide's numbers beside ours."""

from network4.scratch.gates.guide import printed, rows

if __name__ == "__main__":
    print(printed(rows()))
