import sys
from pathlib import Path

name, data = sys.argv[1:]
print(f"hello {name}, {Path(data).read_text().strip()}")
