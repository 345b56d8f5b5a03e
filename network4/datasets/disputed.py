"""Labels of MNIST's test images that people dispute."""

# Counted from 0. Of five raters, fewer than three chose the label.
#
# Source: Northcutt, Athalye and Mueller 2021, "Pervasive label errors in test sets
# destabilize machine learning benchmarks"; their raters' votes, label-errors on GitHub.
DISPUTED_TEST_LABELS = (
    *(947, 1621, 1901, 2130, 2462, 2597, 2654, 3520),
    *(3558, 5937, 6651, 6783, 8527, 9679, 9729),
)
