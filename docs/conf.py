"""The guide, made with Sphinx: `make site`."""

project = "grade"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "grade"
html_show_copyright = False
html_show_sourcelink = False
myst_heading_anchors = 3
nitpicky = True
