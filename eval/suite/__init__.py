"""The eval set: cases with their gold, the corpus they are about, and suites made of both."""
