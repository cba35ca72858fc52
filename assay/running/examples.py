"""How many examples are drawn by checks that generate their data: the profile of a run is made known to hypothesis."""

from __future__ import annotations

import pytest

from assay.domain.example_profiles import DEFAULT, PROFILES
from assay.running.start import COMMAND_LINE


class Examples:
    """Has hypothesis and pytest-timeout know the profile before they are configured themselves."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Load the profile in this process; one that there is not is refused with the other options.

        Raises:
            pytest.UsageError: Another of hypothesis' profiles is asked for, which may draw other examples at each run.
        """
        if config.pluginmanager.has_plugin(COMMAND_LINE) and (other := config.option.hypothesis_profile):
            raise pytest.UsageError(f"--hypothesis-profile={other}: a run draws by its own profiles; see --profile")
        times = PROFILES.get(config.option.profile or DEFAULT, 1)
        if times == 1:
            return
        from hypothesis import settings  # takes long, and a run by default does not need it here

        name = f"assay-{config.option.profile}"
        settings.register_profile(name, settings(), max_examples=times * settings().max_examples)
        settings.load_profile(name)
        if config.pluginmanager.has_plugin("timeout") and config.option.timeout is None:
            config.option.timeout = times * float(config.getini("timeout") or 0)
