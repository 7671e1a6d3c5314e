"""An outside service on this machine, with real requests to it."""

from collections.abc import Iterator

import pytest

from tests.outside import Outside, outside


@pytest.fixture
def there() -> Iterator[Outside]:
    with outside() as played:
        yield played
