"""Tasks on boards, and listings of them with any configuration of filters."""
