package main

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"

	"github.com/redsail/redsail/internal/httpapi"
)

// requestFlags say how much each client may ask, and who stands between it and this server.
type requestFlags struct {
	RateAnonymous string   `env:"REDSAIL_RATE_ANONYMOUS" placeholder:"RATE/BURST" help:"Requests a second, and at once, of an address from which nobody is signed in; off for no limit. Default: 100/500."`
	RateAccount   string   `env:"REDSAIL_RATE_ACCOUNT" placeholder:"RATE/BURST" help:"The same of an account with all its sessions and tokens. Default: 500/2000."`
	RateTiles     string   `env:"REDSAIL_RATE_TILES" placeholder:"RATE/BURST" help:"The same of tiles and files of the page, which are counted apart. Default: 10000/50000."`
	Connections   int      `env:"REDSAIL_CONNECTIONS" placeholder:"N" help:"Connections of one address at once; those of this machine and of trusted proxies are not counted. Default: 256."`
	TrustedProxy  []string `name:"trusted-proxy" env:"REDSAIL_TRUSTED_PROXY" sep:"," placeholder:"ADDRESS" help:"Address, or network such as 10.0.0.0/8, of a proxy whose X-Forwarded-For and X-Forwarded-Proto hold. May be repeated."`
	TLSCert       string   `name:"tls-cert" env:"REDSAIL_TLS_CERT" placeholder:"FILE.pem" help:"Certificate, with those between it and the root. It is read again when the file changes."`
	TLSKey        string   `name:"tls-key" env:"REDSAIL_TLS_KEY" placeholder:"FILE.pem" help:"Its private key."`
}

// Limits of a server that is told none.
var (
	anonymousLimit = httpapi.Limit{Rate: 100, Burst: 500}
	accountLimit   = httpapi.Limit{Rate: 500, Burst: 2000}
	tileLimit      = httpapi.Limit{Rate: 10_000, Burst: 50_000}
)

const (
	usualConnections = 256
	maxRate          = 1_000_000
)

func (f *requestFlags) check() error {
	if _, err := f.limits(); err != nil {
		return err
	}
	if _, err := f.proxies(); err != nil {
		return err
	}
	if f.Connections < 0 {
		return usagef("--connections %d: it is at least 1", f.Connections)
	}
	if (f.TLSCert == "") != (f.TLSKey == "") {
		return usagef("--tls-cert and --tls-key go together")
	}
	return nil
}

// config is what of a server the flags say, and its certificate; nil where there is none.
func (f *outwardFlags) config(log *slog.Logger) (c httpapi.Config, shown *certificate, err error) {
	c = httpapi.Config{Origins: f.CORSOrigin, PublicURL: f.PublicURL, Log: log}
	if c.Limits, err = f.limits(); err != nil {
		return c, nil, err
	}
	if c.TrustedProxies, err = f.proxies(); err != nil {
		return c, nil, err
	}
	shown, err = openCertificate(f.TLSCert, f.TLSKey, log)
	return c, shown, err
}

// limits are those of each client.
func (f *requestFlags) limits() (l httpapi.Limits, err error) {
	for _, one := range []struct {
		flag, said string
		usual      httpapi.Limit
		to         *httpapi.Limit
	}{
		{"--rate-anonymous", f.RateAnonymous, anonymousLimit, &l.Anonymous},
		{"--rate-account", f.RateAccount, accountLimit, &l.Account},
		{"--rate-tiles", f.RateTiles, tileLimit, &l.Tiles},
	} {
		if *one.to, err = limitOf(one.said, one.usual); err != nil {
			return l, usagef("%s %s: %v", one.flag, one.said, err)
		}
	}
	return l, nil
}

// limitOf reads RATE/BURST, or off.
func limitOf(said string, usual httpapi.Limit) (httpapi.Limit, error) {
	switch said {
	case "":
		return usual, nil
	case "off":
		return httpapi.Limit{}, nil
	}
	rate, burst, _ := strings.Cut(said, "/")
	r, err := strconv.Atoi(rate)
	b, berr := strconv.Atoi(burst)
	if err != nil || berr != nil || r < 1 || b < 1 || r > maxRate || b > maxRate {
		return httpapi.Limit{}, usagef("it is off, or two whole numbers from 1 to %d such as 100/500", maxRate)
	}
	return httpapi.Limit{Rate: r, Burst: b}, nil
}

// proxies are those that are trusted.
func (f *requestFlags) proxies() ([]netip.Prefix, error) {
	out := make([]netip.Prefix, 0, len(f.TrustedProxy))
	for _, said := range f.TrustedProxy {
		if a, err := netip.ParseAddr(said); err == nil {
			out = append(out, netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(said)
		if err != nil || p.Bits() == 0 {
			return nil, usagef("--trusted-proxy %s: it is an address, or a network such as 10.0.0.0/8, and not all there are", said)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// crowd counts the connections of each address.
type crowd struct {
	most    int
	exempt  []netip.Prefix
	mu      sync.Mutex
	by      map[netip.Addr]int
	counted map[net.Conn]netip.Addr
}

func newCrowd(most int, exempt []netip.Prefix) *crowd {
	if most == 0 {
		most = usualConnections
	}
	return &crowd{most: most, exempt: exempt, by: map[netip.Addr]int{}, counted: map[net.Conn]netip.Addr{}}
}

// watch is a ConnState: it closes a new connection of an address that has too many, before a byte of
// it is read.
func (c *crowd) watch(conn net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		if !c.enter(conn) {
			_ = conn.Close()
		}
	case http.StateClosed, http.StateHijacked:
		c.leave(conn)
	default:
	}
}

func (c *crowd) enter(conn net.Conn) bool {
	at, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return true // no address of a network: a socket of this machine
	}
	who := httpapi.NetworkOf(at.Addr())
	if who.IsLoopback() || at.Addr().IsLoopback() {
		return true
	}
	for _, p := range c.exempt {
		if p.Contains(at.Addr().Unmap().WithZone("")) {
			return true
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by[who] >= c.most {
		return false
	}
	c.by[who]++
	c.counted[conn] = who
	return true
}

func (c *crowd) leave(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	who, ok := c.counted[conn]
	if !ok {
		return
	}
	delete(c.counted, conn)
	if c.by[who]--; c.by[who] == 0 {
		delete(c.by, who)
	}
}
