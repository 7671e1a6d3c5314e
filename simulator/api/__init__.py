"""The platform's endpoints, by their official paths."""

from simulator.api import kf, media, menu, messages, miniapp, people, tokens
from simulator.api.endpoint import Endpoint

ENDPOINTS: dict[str, Endpoint] = {
    **tokens.ENDPOINTS,
    **messages.ENDPOINTS,
    **people.ENDPOINTS,
    **menu.ENDPOINTS,
    **miniapp.ENDPOINTS,
    **media.ENDPOINTS,
    **kf.ENDPOINTS,
}
