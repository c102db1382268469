"""Checks that the group-testing functions share; each names the value, the rule and the remedy."""


def require_share(name: str, value: float) -> None:
    """Raise ``ValueError`` unless ``value`` lies in [0, 1]."""
    if not 0 <= value <= 1:
        raise ValueError(f"{name} is {value}; it is a share: give a number from 0 to 1")


def require_pool_size(pool_size: int) -> None:
    """Raise ``ValueError`` unless a tube of ``pool_size`` people holds at least one."""
    if pool_size < 1:
        raise ValueError(f"pool_size is {pool_size}; a tube holds people: give 1 or more")
