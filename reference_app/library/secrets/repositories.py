"""Repositories of secrets."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository

from reference_app.library.secrets.models import Account, Credential, Note, Vault

__all__ = ("AccountRepository", "CredentialRepository", "NoteRepository", "VaultRepository")


class AccountRepository(SQLAlchemyAsyncRepository[Account]):
    """Accounts."""

    model_type = Account


class CredentialRepository(SQLAlchemyAsyncRepository[Credential]):
    """Credentials."""

    model_type = Credential


class NoteRepository(SQLAlchemyAsyncRepository[Note]):
    """Notes."""

    model_type = Note


class VaultRepository(SQLAlchemyAsyncRepository[Vault]):
    """Vaults."""

    model_type = Vault
