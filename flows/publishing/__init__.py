"""What others see of the dataset: catalog, dictionary, releases. Derived from `schemas` and the dataset alone."""
