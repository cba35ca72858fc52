# Generated from reference_app/library/secrets/repositories.py by `python -m tools.twin`; do not edit.
"""Repositories of secrets."""

from advanced_alchemy.repository import SQLAlchemySyncRepository

from reference_app.library.secrets.models import Account, Credential, Note, Vault

__all__ = ("AccountRepository", "CredentialRepository", "NoteRepository", "VaultRepository")


class AccountRepository(SQLAlchemySyncRepository[Account]):
    """Accounts."""

    model_type = Account


class CredentialRepository(SQLAlchemySyncRepository[Credential]):
    """Credentials."""

    model_type = Credential


class NoteRepository(SQLAlchemySyncRepository[Note]):
    """Notes."""

    model_type = Note


class VaultRepository(SQLAlchemySyncRepository[Vault]):
    """Vaults."""

    model_type = Vault
