"""Fitting the layer of the brief grade (`pipeline/grade/layer.json`)."""
