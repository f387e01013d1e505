"""docs/scenario-reference.md is what `dcsim reference` prints."""
import pathlib
import subprocess
import sys

page = pathlib.Path("docs/scenario-reference.md")
printed = subprocess.run([sys.argv[1], "reference"], capture_output=True, text=True, check=True).stdout
if page.read_text() != printed:
    print(f"{page} is not what the program says. Write it anew: dcsim reference > {page}")
    sys.exit(1)
