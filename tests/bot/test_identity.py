import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from bot.config import Settings
from bot.errors import AccessError, ConfigError, InputError, ServiceError
from bot.identity import customer_of, issue_token, secret_of

SECRET = "a secret of at least thirty-two bytes"
OTHER = "another secret of thirty-two bytes or more"


def signed(secret: str = SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    plain = {"sub": "C001", "exp": datetime.now(UTC) + timedelta(hours=1)}
    return jwt.encode({k: v for k, v in (plain | claims).items() if v is not None}, secret, algorithm)


def settings(folder: Path, secret: str | None = None) -> Settings:
    return Settings(_env_file=None, data_dir=folder, secret=secret)  # type: ignore[call-arg]


def test_a_token_names_its_customer() -> None:
    assert customer_of(issue_token("C008", SECRET), SECRET) == "C008"


def test_a_token_holds_for_the_hours_asked() -> None:
    claims = jwt.decode(issue_token("C008", SECRET, hours=2), SECRET, ["HS256"])
    assert claims["exp"] - claims["iat"] == 7200


@pytest.mark.parametrize(
    "token",
    [
        signed(OTHER),
        signed(SECRET * 2, algorithm="HS512"),
        jwt.encode({"sub": "C001", "exp": 4102444800}, None, "none"),
        signed(exp=None),
        signed(sub=None),
        signed(sub=" "),
        signed(sub=7),
        signed()[:-4] + "AAAA",
        "not.a.token",
        "",
    ],
)
def test_a_token_not_made_with_the_secret_is_refused(token: str) -> None:
    with pytest.raises(AccessError, match="could not be verified") as refused:
        customer_of(token, SECRET)
    assert "C001" not in str(refused.value)


def test_an_expired_token_is_refused_as_expired() -> None:
    token = signed(exp=datetime.now(UTC) - timedelta(minutes=1))
    with pytest.raises(AccessError, match="expired"):
        customer_of(token, SECRET)


def test_an_expired_and_forged_token_counts_as_forged() -> None:
    token = signed(OTHER, exp=datetime.now(UTC) - timedelta(minutes=1))
    with pytest.raises(AccessError, match="could not be verified"):
        customer_of(token, SECRET)


@pytest.mark.parametrize("hours", [0, -1, 9000, float("nan"), float("inf")])
def test_hours_must_make_sense(hours: float) -> None:
    with pytest.raises(InputError, match="hours: found"):
        issue_token("C001", SECRET, hours=hours)


def test_a_token_needs_a_customer() -> None:
    with pytest.raises(InputError, match="customer: found nothing"):
        issue_token("  ", SECRET)


def test_the_configured_secret_is_used(tmp_path: Path) -> None:
    assert secret_of(settings(tmp_path, SECRET)) == SECRET
    assert list(tmp_path.iterdir()) == []


def test_a_short_configured_secret_is_an_error_that_does_not_show_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="SHOPKEEPER_SECRET: found 6 bytes, expected at least 32") as error:
        secret_of(settings(tmp_path, "hunter"))
    assert "hunter" not in str(error.value)


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    first = secret_of(settings(folder))
    assert len(first) >= 32
    assert secret_of(settings(folder)) == first
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600


def test_two_who_make_the_secret_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: secret_of(settings(tmp_path)), range(8)))
    assert len(found) == 1


def test_a_truncated_secret_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("short")
    with pytest.raises(ConfigError, match="delete the file"):
        secret_of(settings(tmp_path))


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ServiceError, match="file/data"):
        secret_of(settings(tmp_path / "file" / "data"))
