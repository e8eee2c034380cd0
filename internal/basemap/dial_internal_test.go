package basemap

import (
	"errors"
	"net"
	"net/netip"
	"testing"
)

// TestPrivate: which addresses a public name must not lead to, and which nothing does.
func TestPrivate(t *testing.T) {
	for text, want := range map[string][2]bool{
		"10.1.2.3": {true, false}, "172.16.0.1": {true, false}, "192.168.1.1": {true, false}, "127.0.0.1": {true, false}, "::1": {true, false},
		"100.64.0.1": {true, false}, "fd12::1": {true, false}, "::ffff:10.0.0.1": {true, false}, "8.8.8.8": {false, false}, "2001:4860:4860::8888": {false, false},
		"169.254.169.254": {true, true}, "fe80::1": {true, true}, "0.0.0.0": {true, true}, "224.0.0.1": {true, true}, "100.100.100.200": {true, true}, "::ffff:169.254.169.254": {true, true},
		// IPv4 addresses that gateways lead on to: NAT64, 6to4, Teredo, and the old ::a.b.c.d.
		"64:ff9b::8.8.8.8": {false, false}, "64:ff9b::10.0.0.1": {true, false}, "64:ff9b::127.0.0.1": {true, false}, "64:ff9b::169.254.169.254": {true, true},
		"64:ff9b:1::808:808": {true, false}, "2002:808:808::1": {false, false}, "2002:a00:1::1": {true, false}, "2002:a9fe:a9fe::": {true, true},
		"2001:0:808:808::f7f7:f7f7": {false, false}, "2001:0:808:808::f5ff:fffe": {true, false}, "2001:0:808:808::5601:5601": {true, true},
		"::10.0.0.1": {true, false}, "::8.8.8.8": {false, false}, "::169.254.169.254": {true, true}, "fe80::1%eth0": {true, true},
	} {
		if ip := netip.MustParseAddr(text); private(ip) != want[0] || never(ip) != want[1] {
			t.Errorf("%s: private %v, never %v", text, private(ip), never(ip))
		}
	}
}

// TestDialer judges the address that is connected to, not the name.
func TestDialer(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	c, err := dialer(false)(t.Context(), "tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatalf("an address that the list names: %v", err)
	}
	c.Close()
	var no *hidden
	if err := judge(false)("tcp4", "127.0.0.1:"+port, nil); !errors.As(err, &no) {
		t.Errorf("a name that leads here: %v", err)
	}
	if err := judge(true)("tcp4", "127.0.0.1:"+port, nil); err != nil {
		t.Errorf("the same where the list allows it: %v", err)
	}
	if _, err := dialer(true)(t.Context(), "tcp", "169.254.169.254:80"); !errors.As(err, &no) {
		t.Errorf("the secrets of a cloud: %v", err)
	}
}
