package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// madeCertificate writes a certificate for 127.0.0.1 with a number, and its key.
func madeCertificate(t *testing.T, dir string, number int64) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	made := &x509.Certificate{
		SerialNumber: big.NewInt(number), Subject: pkix.Name{CommonName: "redsail"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, made, made, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool = x509.NewCertPool()
	if made, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	pool.AddCert(made)
	return cert, key, pool
}

// TestServeByTLS: with a certificate all is answered by TLS, by HTTP/2 too, and browsers are told so.
func TestServeByTLS(t *testing.T) {
	cert, key, pool := madeCertificate(t, t.TempDir(), 1)
	s := startServer(t, "serve", "--store", tinyStore(t), "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key)
	defer s.stop()
	if !strings.HasPrefix(s.url, "https://") {
		t.Fatalf("it listens on %s", s.url)
	}
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	r, err := client.Get(s.url + "/api/v1/layers")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != 200 || r.ProtoMajor != 2 || r.Header.Get("Strict-Transport-Security") == "" || r.Header.Get("RateLimit-Limit") != "500" {
		t.Errorf("%d %s %v", r.StatusCode, r.Proto, r.Header)
	}
	old := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MaxVersion: tls.VersionTLS11}}, Timeout: 30 * time.Second} //nolint:gosec // it is to be refused
	if r, err := old.Get(s.url + "/livez"); err == nil {
		r.Body.Close()
		t.Error("TLS 1.1 is taken")
	}
}

// TestCipherSuites: a client of TLS 1.2 gets in with authenticated encryption under a key of its own alone.
func TestCipherSuites(t *testing.T) {
	cert, key, pool := madeCertificate(t, t.TempDir(), 1)
	c, err := openCertificate(cert, key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", c.config())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_ = conn.(*tls.Conn).HandshakeContext(t.Context()) // the client says how it went
			}()
		}
	}()
	let := func(most uint16, suites ...uint16) bool {
		d := tls.Dialer{Config: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12, MaxVersion: most, CipherSuites: suites}}
		conn, err := d.DialContext(t.Context(), "tcp", l.Addr().String())
		if err == nil {
			conn.Close()
		}
		return err == nil
	}
	taken := 0
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if !slices.Contains(s.SupportedVersions, tls.VersionTLS12) {
			continue
		}
		good := strings.HasPrefix(s.Name, "TLS_ECDHE_ECDSA_") && (strings.Contains(s.Name, "_GCM_") || strings.Contains(s.Name, "_POLY1305_")) // the certificate is of ECDSA
		if got := let(tls.VersionTLS12, s.ID); got != good {
			t.Errorf("%s: taken %v", s.Name, got)
		}
		if good {
			taken++
		}
	}
	if taken != 3 || !let(tls.VersionTLS13) {
		t.Errorf("%d suites of TLS 1.2 are taken; TLS 1.3: %v", taken, let(tls.VersionTLS13))
	}
}

// TestCertificateIsRenewed: new files are taken, and files that do not fit each other are not.
func TestCertificateIsRenewed(t *testing.T) {
	dir := t.TempDir()
	cert, key, _ := madeCertificate(t, dir, 1)
	c, err := openCertificate(cert, key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	number := func(at time.Time) int64 { return c.get(at).Leaf.SerialNumber.Int64() }
	at := time.Now()
	if n := number(at); n != 1 {
		t.Fatalf("number %d", n)
	}
	madeCertificate(t, dir, 2)
	later := time.Now().Add(time.Minute)
	for _, name := range []string{cert, key} {
		if err := os.Chtimes(name, later, later); err != nil {
			t.Fatal(err)
		}
	}
	if n := number(at.Add(lookAgain / 2)); n != 1 {
		t.Errorf("it is looked at again too soon: number %d", n)
	}
	if n := number(at.Add(lookAgain)); n != 2 {
		t.Errorf("the new one is not taken: number %d", n)
	}
	if err := os.WriteFile(key, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n := number(at.Add(3 * lookAgain)); n != 2 {
		t.Errorf("number %d", n)
	}
	if _, err := openCertificate(cert, key, nil); err == nil || !strings.Contains(err.Error(), key) {
		t.Errorf("a start with a broken key: %v", err)
	}
}

// TestRequestFlags: what cannot be meant is refused, and names the flag.
func TestRequestFlags(t *testing.T) {
	store := tinyStore(t)
	for _, c := range [][]string{
		{"--rate-anonymous", "100"},
		{"--rate-account", "0/5"},
		{"--rate-tiles", "5/-1"},
		{"--rate-tiles", "9999999/1"},
		{"--trusted-proxy", "proxy.example"},
		{"--trusted-proxy", "0.0.0.0/0"},
		{"--connections=-1"},
		{"--tls-cert", "cert.pem"},
	} {
		flag, _, _ := strings.Cut(c[0], "=")
		_, errs, code := redsail(t, append([]string{"serve", "--store", store, "--listen", "127.0.0.1:0"}, c...)...)
		if code != exitUsage || !strings.Contains(errs, flag) {
			t.Errorf("%v: %d %s", c, code, errs)
		}
	}
	f := requestFlags{RateAnonymous: "off", RateTiles: "7/8", TrustedProxy: []string{"10.1.2.3/8", "::1"}}
	limits, err := f.limits()
	if err != nil || limits.Anonymous.Rate != 0 || limits.Account != accountLimit || limits.Tiles.Rate != 7 || limits.Tiles.Burst != 8 {
		t.Errorf("%+v, %v", limits, err)
	}
	proxies, err := f.proxies()
	if err != nil || len(proxies) != 2 || proxies[0] != netip.MustParsePrefix("10.0.0.0/8") || proxies[1] != netip.MustParsePrefix("::1/128") {
		t.Errorf("%v, %v", proxies, err)
	}
}

// farConn is a connection from another machine.
type farConn struct {
	net.Conn
	from   string
	closed bool
}

func (c *farConn) Close() error { c.closed = true; return nil }
func (c *farConn) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.from))
}

// TestCrowd: an address gets so many connections, others get theirs, and one that closes makes room.
func TestCrowd(t *testing.T) {
	c := newCrowd(2, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})
	come := func(from string) *farConn {
		conn := &farConn{from: from}
		c.watch(conn, http.StateNew)
		return conn
	}
	first := come("192.0.2.1:1")
	for i, want := range []bool{false, true, true} { // the second is taken
		if got := come("192.0.2.1:2").closed; got != want {
			t.Errorf("connection %d: closed %t", i+2, got)
		}
	}
	for _, from := range []string{"192.0.2.2:1", "127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3", "10.0.0.1:1", "10.0.0.1:2", "10.0.0.1:3", "[2001:db8::1]:1", "[2001:db8::2]:1"} {
		if come(from).closed {
			t.Errorf("%s is closed", from)
		}
	}
	if !come("[2001:db8::3]:1").closed {
		t.Error("a third of one network of IPv6 is taken")
	}
	c.watch(first, http.StateClosed)
	c.watch(first, http.StateClosed)
	if come("192.0.2.1:3").closed || !come("192.0.2.1:4").closed {
		t.Error("one that closed makes room for another one than one")
	}
}

// TestTooManyRequests: a server refuses who asks too often, by its flags.
func TestTooManyRequests(t *testing.T) {
	s := startServer(t, "serve", "--store", tinyStore(t), "--listen", "127.0.0.1:0", "--rate-anonymous", "1/5")
	defer s.stop()
	refused := 0
	for range 10 {
		if status, _ := s.get("/api/v1/layers"); status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 || refused > 5 {
		t.Errorf("%d of 10 refused", refused)
	}
	if status, _ := s.get("/livez"); status != 200 {
		t.Errorf("livez: %d", status)
	}
}
