"""Every verb of the platform, once: permission, audit entry, API scope and test row."""

from enum import StrEnum


class Verb(StrEnum):
    """`noun.verb`, sorted; never renamed, since audit events and rules quote them."""

    ACCESS_REVIEW = "access.review"
    ACCOUNT_MANAGE = "account.manage"
    ADMIN_UNIT_MANAGE = "admin_unit.manage"
    ADMIN_UNIT_VIEW = "admin_unit.view"
    AGENCY_MANAGE = "agency.manage"
    AGENCY_VIEW = "agency.view"
    AUDIT_VIEW = "audit.view"
    COPY_MAKE = "copy.make"
    DATASET_CREATE = "dataset.create"
    DATASET_IMPORT = "dataset.import"
    DATASET_MANAGE = "dataset.manage"
    DATASET_VIEW = "dataset.view"
    ENTRANCE_VIEW = "entrance.view"  # routes open to all; for the log, no rule speaks of it
    FRAMEWORK_MANAGE = "framework.manage"
    FRAMEWORK_VIEW = "framework.view"
    HELP_VIEW = "help.view"
    HOME_VIEW = "home.view"
    INSTALLATION_MANAGE = "installation.manage"
    INSTRUMENT_CREATE = "instrument.create"
    INSTRUMENT_MARK = "instrument.mark"
    INSTRUMENT_PUBLISH = "instrument.publish"
    INSTRUMENT_VIEW = "instrument.view"
    LEVEL_LOWER = "level.lower"
    LEVEL_REVIEW = "level.review"
    MATRIX_VIEW = "matrix.view"
    OPERATION_MANAGE = "operation.manage"
    OPERATION_OPEN = "operation.open"
    OPERATION_VIEW = "operation.view"
    PLAN_ENDORSE = "plan.endorse"
    POPULATION_GROUP_MANAGE = "population_group.manage"
    POPULATION_GROUP_VIEW = "population_group.view"
    PROTOCOL_VIEW = "protocol.view"
    RECORD_AMEND = "record.amend"
    RECORD_ASSIGN = "record.assign"
    RECORD_CODE = "record.code"
    RECORD_CREATE = "record.create"
    RECORD_LINK = "record.link"
    RECORD_MOVE = "record.move"
    RECORD_SEAL_OPEN = "record.seal_open"
    RECORD_VIEW = "record.view"
    SEARCH_USE = "search.use"
    SEAT_ACT_AS = "seat.act_as"
    SEAT_END = "seat.end"
    SEAT_INVITE = "seat.invite"
    SEAT_VIEW = "seat.view"
    SITE_MANAGE = "site.manage"
    SITE_VIEW = "site.view"
    SNAPSHOT_REFRESH = "snapshot.refresh"
    SUBJECT_ERASE = "subject.erase"
    SUBJECT_VIEW = "subject.view"
    SYSTEM_ADMIT = "system.admit"
    SYSTEM_CREATE = "system.create"
    SYSTEM_MANAGE = "system.manage"
    SYSTEM_VIEW = "system.view"
    TOKEN_MANAGE = "token.manage"  # noqa: S105 - a verb, not a secret
    TOKEN_RAISE = "token.raise"  # noqa: S105 - as above

    @property
    def reads(self) -> bool:
        """Whether the verb only looks: what a preview may do."""
        return self.value.endswith((".view", ".use"))
