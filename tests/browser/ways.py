"""Init scripts that leave a browser only one way to the server, and what way its media takes."""

from dataclasses import dataclass

from tests.support.person import Person

ONLY_TCP_JS = """(() => {
  const real = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (description) {
    const sdp = description.sdp.replace(/a=candidate:\\S+ 1 udp [^\\r\\n]*\\r\\n/g, "");
    return real.call(this, { type: description.type, sdp });
  };
})()"""

ONLY_RELAY_JS = """(() => {
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(configuration) { super({ ...configuration, iceTransportPolicy: "relay" }); }
    setConfiguration(configuration) {
      super.setConfiguration({ ...configuration, iceTransportPolicy: "relay" });
    }
  };
})()"""


_CHOSEN_JS = """async () => {
  const found = [];
  for (const connection of window.__connections ?? []) {
    if (connection.connectionState !== "connected") continue;
    const reports = await connection.getStats();
    for (const { type, selectedCandidatePairId } of reports.values()) {
      const pair = type === "transport" ? reports.get(selectedCandidatePairId) : undefined;
      if (pair === undefined) continue;
      const own = reports.get(pair.localCandidateId);
      const relay = own.relayProtocol ?? null;
      found.push({ kind: own.candidateType, relay, server: reports.get(pair.remoteCandidateId).protocol });
    }
  }
  return found;
}"""


@dataclass(frozen=True, slots=True)
class Way:
    """How one connection reaches the server."""

    kind: str
    """Of one's own candidate: host, prflx or relay."""
    relay: str | None
    """How the relay is reached: udp, tcp or tls."""
    server: str
    """Protocol towards the server's candidate: udp or tcp."""


async def chosen_ways(person: Person) -> list[Way]:
    """Of each connection that works."""
    return [Way(**found) for found in await person.page.evaluate(_CHOSEN_JS)]
