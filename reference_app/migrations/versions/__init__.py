"""The revisions: ``0001`` to ``0002`` in a row, ``0003`` and ``0004`` side by side, ``0005`` joins them."""
