package httpapi_test

import (
	"cmp"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/httpapi"
)

// asking is a request of a client.
type asking struct {
	from, token, target string
	header              [2]string
	method, host        string // GET of localhost where empty
}

func (d *desk) calls(a asking) *http.Response {
	r := httptest.NewRequest(cmp.Or(a.method, "GET"), a.target, nil)
	r.Host, r.RemoteAddr = cmp.Or(a.host, "localhost"), a.from
	if a.token != "" {
		r.Header.Set("Authorization", "Bearer "+a.token)
	}
	if a.header[0] != "" {
		r.Header.Set(a.header[0], a.header[1])
	}
	return d.do(r)
}

// TestLimits: each client has a bucket of its own, an account one for all its addresses, tiles one
// beside; who has taken all is told when to come again, and signs of life are never counted.
func TestLimits(t *testing.T) {
	const layers, tile = "/api/v1/layers", "/tiles/district/10/841/391.mvt"
	slow := httpapi.Limit{Rate: 1, Burst: 3} // no test takes long enough for a request to come back
	d := keeperDesk(t, func(c *httpapi.Config) {
		c.Limits = httpapi.Limits{Anonymous: slow, Account: httpapi.Limit{Rate: 1, Burst: 5}, Tiles: httpapi.Limit{Rate: 1, Burst: 4}}
		c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	})
	worker := d.accounts.token("worker", []access.Role{access.Worker})
	for _, c := range []struct {
		name string
		asking
		free int // how many are answered
	}{
		{"an address", asking{from: "192.0.2.1:5", target: layers}, 3},
		{"the same from another port", asking{from: "192.0.2.1:6", target: layers}, 0},
		{"its tiles", asking{from: "192.0.2.1:6", target: tile}, 4},
		{"a path that is not there", asking{from: "192.0.2.9:6", target: "/nothing"}, 3},
		{"a method that a path does not take", asking{from: "192.0.2.10:6", target: layers, method: "DELETE"}, 3},
		{"another host", asking{from: "192.0.2.11:6", target: layers, host: "evil.example"}, 3},
		{"another address", asking{from: "192.0.2.2:5", target: layers}, 3},
		{"one of IPv6", asking{from: "[2001:db8::1]:5", target: layers}, 3},
		{"its neighbour", asking{from: "[2001:db8::ffff:2]:5", target: layers}, 0},
		{"one of another network", asking{from: "[2001:db8:0:1::1]:5", target: layers}, 3},
		{"an account", asking{from: "192.0.2.2:5", token: worker, target: layers}, 5},
		{"the same from elsewhere", asking{from: "192.0.2.3:5", token: worker, target: layers}, 0},
		{"another account there", asking{from: "192.0.2.3:5", token: d.keeper, target: layers}, 5},
		{"a token that is none", asking{from: "192.0.2.4:5", token: "rs_nothing", target: layers}, 3},
		{"who says that it is another", asking{from: "192.0.2.1:5", target: layers, header: [2]string{"X-Forwarded-For", "192.0.2.77"}}, 0},
		{"a client behind a proxy", asking{from: "10.0.0.1:5", target: layers, header: [2]string{"X-Forwarded-For", "192.0.2.80"}}, 3},
		{"another one there", asking{from: "10.0.0.1:5", target: layers, header: [2]string{"X-Forwarded-For", "192.0.2.81"}}, 3},
		{"one who puts a name before its own", asking{from: "10.0.0.1:5", target: layers, header: [2]string{"X-Forwarded-For", "192.0.2.82, 192.0.2.81"}}, 0},
		{"one behind two proxies", asking{from: "10.0.0.1:5", target: layers, header: [2]string{"X-Forwarded-For", "192.0.2.83, 10.0.0.2"}}, 3},
		{"a proxy that says no address", asking{from: "10.0.0.3:5", target: layers, header: [2]string{"X-Forwarded-For", "unknown"}}, 3},
	} {
		answered := 0
		for range c.free + 2 {
			r := d.calls(c.asking)
			if r.StatusCode != http.StatusTooManyRequests {
				answered++
				continue
			}
			if p := problemOf(t, r); p.Code != "rate_limited" {
				t.Errorf("%s: %+v", c.name, p)
			}
			if n, err := strconv.Atoi(r.Header.Get("Retry-After")); err != nil || n < 1 || r.Header.Get("RateLimit-Remaining") != "0" {
				t.Errorf("%s: %v", c.name, r.Header)
			}
		}
		if answered != c.free {
			t.Errorf("%s: %d answered, want %d", c.name, answered, c.free)
		}
	}
	for range 20 {
		if r := d.calls(asking{from: "192.0.2.1:5", target: "/livez"}); r.StatusCode != 200 || r.Header.Get("RateLimit-Limit") != "" {
			t.Fatalf("livez: %d %v", r.StatusCode, r.Header)
		}
	}
	r := d.calls(asking{from: "192.0.2.99:5", target: layers})
	if h := r.Header; h.Get("RateLimit-Limit") != "3" || h.Get("RateLimit-Remaining") != "2" || h.Get("RateLimit-Reset") != "1" {
		t.Errorf("headers: %v", h)
	}
}

// TestBulkIsOneRequest: many points in one body are counted once.
func TestBulkIsOneRequest(t *testing.T) {
	d := newDesk(t, nil, func(c *httpapi.Config) { c.Limits.Anonymous = httpapi.Limit{Rate: 1, Burst: 1} })
	r := d.ask("POST", "/api/v1/locate", strings.Repeat(`{"lon":116.005,"lat":39.005}`+"\n", 1000), "Content-Type", "application/x-ndjson")
	if lines := strings.Count(bodyOf(t, r), "\n"); r.StatusCode != 200 || lines != 1000 {
		t.Errorf("%d, %d lines", r.StatusCode, lines)
	}
}

// TestForeignPages: what a page of another origin sends is refused, also to calls that need no right;
// where its origin may read, it may send.
func TestForeignPages(t *testing.T) {
	d := newDesk(t, nil, func(c *httpapi.Config) { c.PublicURL = "https://map.example.org/city" })
	for _, c := range []struct {
		host, origin, site string
		status             int
	}{
		{"localhost", "", "", 200},
		{"localhost", "http://localhost", "same-origin", 200},
		{"localhost", "https://map.example.org", "", 200}, // a proxy that passes on another Host
		{"map.example.org", "https://map.example.org", "", 200},
		{"localhost", "https://evil.example", "", 403},
		{"localhost", "https://evil.example", "cross-site", 403},
		{"evil.example", "", "", 421},
		{"map.example.org.evil.example", "", "", 421},
	} {
		header := []string{"Host", c.host, "Content-Type", "application/json"}
		if c.origin != "" {
			header = append(header, "Origin", c.origin)
		}
		if c.site != "" {
			header = append(header, "Sec-Fetch-Site", c.site)
		}
		r := d.ask("POST", "/api/v1/search", `{"q":"新名"}`, header...)
		if r.StatusCode != c.status {
			t.Errorf("%+v: %d %s", c, r.StatusCode, bodyOf(t, r))
		}
	}
}

// TestBehindProxy: a request that a trusted proxy took by TLS is a secure one: the cookie is bound to
// TLS, and browsers are told to come by it only. What others say of themselves does not count.
func TestBehindProxy(t *testing.T) {
	d := keeperDesk(t, func(c *httpapi.Config) {
		c.TrustedProxies, c.PublicURL = []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")}, "https://map.example.org"
	})
	d.accounts.account("officer", false, access.Auditor)
	const body = `{"name":"officer","password":"` + firstPassword + `"}`
	for _, c := range []struct {
		name, from, proto string
		byTLS             bool
		status            int
		cookie            string
	}{
		{"by a trusted proxy", "10.0.0.1:5", "https", false, 200, "__Host-redsail"},
		{"by TLS", "192.0.2.1:5", "", true, 200, "__Host-redsail"},
		{"by a trusted proxy over plain HTTP", "10.0.0.1:5", "http", false, 403, ""},
		{"by a proxy that nobody named", "10.0.0.2:5", "https", false, 403, ""},
		{"by one on this machine that nobody named", "127.0.0.1:5", "https", false, 403, ""},
		{"on this machine", "127.0.0.1:5", "", false, 200, "redsail"},
	} {
		r := httptest.NewRequest("POST", "/api/v1/session", strings.NewReader(body))
		r.Host, r.RemoteAddr = "map.example.org", c.from
		if c.proto != "" {
			r.Header.Set("X-Forwarded-Proto", c.proto)
			r.Header.Set("X-Forwarded-For", "192.0.2.7")
		}
		if c.byTLS {
			r.TLS = &tls.ConnectionState{}
		}
		res := d.do(r)
		name, secure := "", false
		for _, k := range res.Cookies() {
			name, secure = k.Name, k.Secure && k.Path == "/" && k.Domain == "" && k.HttpOnly
		}
		bound := c.cookie == "__Host-redsail"
		if res.StatusCode != c.status || name != c.cookie || secure != bound || (res.Header.Get("Strict-Transport-Security") != "") != bound {
			t.Errorf("%s: %d, cookie %q secure %t, %q", c.name, res.StatusCode, name, secure, res.Header.Get("Strict-Transport-Security"))
		}
	}
}
