package httpapi

import (
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// maxHops is how many proxies before the nearest one are looked at.
const maxHops = 16

// NetworkOf is what an address is counted as: itself, or of IPv6 its /64.
func NetworkOf(a netip.Addr) netip.Addr {
	if a = a.Unmap(); !a.Is6() {
		return a
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil { // no address has fewer bits
		return a
	}
	return p.Addr()
}

// addrOf is the address that a request comes from: that of the connection, or behind a trusted proxy
// the nearest one in X-Forwarded-For that is no trusted proxy. The zero address where there is none.
func (s *Server) addrOf(r *http.Request) netip.Addr {
	peer := peerOf(r)
	if len(s.cfg.TrustedProxies) == 0 || !s.trusted(peer) {
		return peer
	}
	lines := r.Header["X-Forwarded-For"]
	hops := 0
	for _, line := range slices.Backward(lines) {
		for rest := line; rest != ""; {
			var last string
			if i := strings.LastIndexByte(rest, ','); i >= 0 {
				rest, last = rest[:i], rest[i+1:]
			} else {
				rest, last = "", rest
			}
			a, ok := hop(last)
			if hops++; !ok || hops > maxHops {
				return peer // what stands further left was said by nobody who is trusted
			}
			if peer = a; !s.trusted(a) {
				return a
			}
		}
	}
	return peer
}

// hop reads an address of X-Forwarded-For, which may have a port.
func hop(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	if a, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return a.Unmap(), true
	}
	p, err := netip.ParseAddrPort(text)
	return p.Addr().Unmap(), err == nil
}

func peerOf(r *http.Request) netip.Addr {
	p, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return p.Addr().Unmap()
}

func (s *Server) trusted(a netip.Addr) bool {
	a = a.WithZone("")
	return slices.ContainsFunc(s.cfg.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// securely tells whether nobody could read a request on its way: it came by TLS, to this server
// or to a trusted proxy before it.
func (s *Server) securely(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	if len(s.cfg.TrustedProxies) == 0 || !s.trusted(peerOf(r)) {
		return false
	}
	proto := r.Header["X-Forwarded-Proto"]
	return len(proto) == 1 && strings.EqualFold(strings.TrimSpace(proto[0]), "https")
}

// strict tells browsers to come by TLS only, for a year (RFC 6797). Names below this one may be
// another's, so it says nothing of them.
var strict = []string{"max-age=31536000"}

// newCrossOrigin refuses what a page of another origin sends by a browser, unless it only reads.
func newCrossOrigin(public string) *http.CrossOriginProtection {
	c := http.NewCrossOriginProtection()
	if u, err := url.Parse(public); err == nil && u.Host != "" {
		_ = c.AddTrustedOrigin(u.Scheme + "://" + u.Host) // a proxy may pass on another Host than it is asked for
	}
	return c
}

// ownOrigin refuses a request that is not safe (RFC 9110 §9.2.1) and that a page of another origin
// sends, even to a call that needs no right: what it answers is for the page of this server. An Open
// row takes it from the pages that may read its answers.
func (s *Server) ownOrigin(r *http.Request, rt *Route) error {
	if err := s.crossOrigin.Check(r); err == nil {
		return nil
	}
	if origin := r.Header.Get("Origin"); rt.Open && (slices.Contains(s.cfg.Origins, origin) || slices.Contains(s.cfg.Origins, "*")) {
		return nil
	}
	return &badParameter{name: "Origin", code: "cross_origin", msg: "a page of another origin may not send this"}
}

// hostOf is the host of an address, with its port where it has one.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
