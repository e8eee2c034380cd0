package basemap

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"time"
)

// Times that a service is given.
const (
	dialTimeout   = 5 * time.Second
	headerTimeout = 10 * time.Second
	tileTimeout   = 15 * time.Second
	maxRedirects  = 3
)

// hidden is an address that the list did not open.
type hidden struct{ ip netip.Addr }

func (e *hidden) Error() string {
	return fmt.Sprintf("its name leads to %s, an address inside a private network: when that is meant, say intranet: true", e.ip)
}

// private is true of addresses that a public service cannot have: whoever controls a name
// could otherwise make us ask machines of our own network.
func private(ip netip.Addr) bool {
	ip = meant(ip)
	return ip.IsPrivate() || ip.IsLoopback() || sharedSpace.Contains(ip) || localNAT64.Contains(ip) || never(ip)
}

// Blocks of addresses.
var (
	sharedSpace = netip.MustParsePrefix("100.64.0.0/10")
	nat64       = netip.MustParsePrefix("64:ff9b::/96")
	localNAT64  = netip.MustParsePrefix("64:ff9b:1::/48") // where the IPv4 address stands in it only its network knows
	sixToFour   = netip.MustParsePrefix("2002::/16")
	teredo      = netip.MustParsePrefix("2001::/32")
	compatible  = netip.MustParsePrefix("::/96")
)

// meant is the address that is reached in the end: an IPv6 address may carry an IPv4 one, to
// which a gateway leads on (RFC 6052, 3056, 4380, 4291).
func meant(ip netip.Addr) netip.Addr {
	ip = ip.WithZone("").Unmap()
	if ip.Is4() || ip.IsUnspecified() || ip.IsLoopback() {
		return ip
	}
	b := ip.As16()
	switch {
	case nat64.Contains(ip), compatible.Contains(ip):
		return netip.AddrFrom4([4]byte(b[12:]))
	case sixToFour.Contains(ip):
		return netip.AddrFrom4([4]byte(b[2:6]))
	case teredo.Contains(ip): // its bits are turned over
		return netip.AddrFrom4([4]byte{^b[12], ^b[13], ^b[14], ^b[15]})
	}
	return ip
}

// never is true of addresses at which no map service is: above all those at which clouds
// keep the secrets of their machines.
func never(ip netip.Addr) bool {
	ip = meant(ip)
	return ip.IsUnspecified() || ip.IsMulticast() || ip.IsLinkLocalUnicast() || ip == netip.MustParseAddr("fd00:ec2::254") || ip == netip.MustParseAddr("100.100.100.200")
}

// dialer connects to public addresses; to private ones where the list says so, or itself
// names the address. It judges the address that is connected to, after its name was looked
// up: a name that changes its meaning in between gains nothing.
func dialer(intranet bool) func(ctx context.Context, network, addr string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(addr)
		if err != nil {
			return nil, err
		}
		_, notIP := netip.ParseAddr(host)
		open := intranet || notIP == nil || strings.EqualFold(host, "localhost")
		d := net.Dialer{Timeout: dialTimeout, Control: judge(open)}
		return d.DialContext(ctx, network, addr)
	}
}

// judge looks at the address that is about to be connected to.
func judge(open bool) func(network, address string, _ syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		if never(to.Addr()) || !open && private(to.Addr()) {
			return &hidden{to.Addr()}
		}
		return nil
	}
}

// errForeign is a redirect to a host that the list does not name. Where to is not told: it
// may hold the key.
var errForeign = errors.New("it sends us on to another host, which is not followed")

// newClient makes the client of a base map.
func newClient(m *Map) (*http.Client, error) {
	tr := &http.Transport{
		DialContext: dialer(m.Intranet), TLSHandshakeTimeout: dialTimeout, ResponseHeaderTimeout: headerTimeout,
		MaxResponseHeaderBytes: 64 << 10, MaxIdleConnsPerHost: m.Concurrent, MaxConnsPerHost: m.Concurrent, IdleConnTimeout: time.Minute,
		ForceAttemptHTTP2: true,
	}
	if m.CAFile != "" {
		pem, err := os.ReadFile(m.CAFile)
		if err != nil {
			return nil, err
		}
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s holds no certificate", m.CAFile)
		}
		tr.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	return &http.Client{Transport: tr, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		last := via[len(via)-1].URL
		if r.URL.Host != via[0].URL.Host && !(r.URL.Hostname() == via[0].URL.Hostname() && r.URL.Scheme == "https") || last.Scheme == "https" && r.URL.Scheme != "https" {
			return errForeign
		}
		if len(via) > maxRedirects {
			return errors.New("it sends us on in circles")
		}
		return nil
	}}, nil
}
