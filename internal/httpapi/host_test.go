package httpapi_test

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// TestHost: a name that was made to lead to this machine is not answered, on whatever path.
func TestHost(t *testing.T) {
	d := newDesk(t, nil, nil)
	paths := []string{"/", "/livez", "/api/v1/layers", "/api/v1/locate?lon=116&lat=39", "/tiles/district.json", "/nothing", "/assets/app-1.js"}
	for _, host := range []string{"localhost", "localhost:8080", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8080", "127.1.2.3:80", "[::1]", "[::1]:8080"} {
		for _, path := range paths {
			if r := d.ask("GET", path, "", "Host", host); r.StatusCode == 421 {
				t.Errorf("Host %s is refused for %s", host, path)
			}
		}
	}
	for _, host := range []string{
		"evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example:8080", "evil-localhost", "10.0.0.1", "0.0.0.0:8080", "128.0.0.1",
		"[::]", "[::2]:80", "[fe80::1]", "[::ffff:10.0.0.1]", "2130706433", "0x7f.1", "127.1",
		"", "::1", "127.0.0.1:", "127.0.0.1:port", "localhost:123456", "localhost:1/a", "a b", `a"b`, "localhost@evil.example", "user@localhost", "localhost,evil.example",
		"localhost?b", "localhost#b", "localhost\\b", "红帆.cn", "[::1", "[127.0.0.1", "<script>", "[localhost]", "[::1%25lo]", "localhost\n", strings.Repeat("a", 300),
	} {
		for _, path := range paths {
			r := d.ask("GET", path, "", "Host", host)
			if p := problemOf(t, r); p.Code != "bad_host" || p.Parameter != "Host" || p.Status != 421 {
				t.Errorf("Host %q, %s: %+v", host, path, p)
			}
			if r.Header.Get("Content-Security-Policy") == "" {
				t.Errorf("Host %q, %s: no policy", host, path)
			}
		}
	}
	if strings.Contains(d.log.String(), "evil") {
		t.Errorf("the log holds what the client made up:\n%s", d.log)
	}
	srv := httptest.NewServer(d.handler)
	defer srv.Close()
	r, err := srv.Client().Get(srv.URL + "/livez")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != 200 {
		t.Errorf("a server on loopback answers %d", r.StatusCode)
	}
}
