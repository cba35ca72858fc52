"""What the author of a check imports: the mark, the running application, the independent reader.

Imports only ``assay.domain``.
"""

from __future__ import annotations

from assay.checking.marks import answer, proves

__all__ = ["answer", "proves"]
