package httpapi

import (
	"net"
	"net/http"
	"net/netip"
)

// allowed judges a call that changes something: until there are accounts it is answered
// only under --insecure-local, to this machine itself, and not to a page of another origin
// that a browser here has open (docs/adr/0006).
func (s *Server) allowed(r *http.Request) error {
	off := func(why string) error { return &badParameter{code: "writes_are_off", msg: why} }
	if !s.cfg.InsecureLocal {
		return off("this server only reads: start it with --insecure-local to let this machine write without an account")
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return off("it cannot be told that the call comes from this machine")
	}
	if ip, err := netip.ParseAddr(host); err != nil || !ip.Unmap().IsLoopback() {
		return off("without accounts only this machine itself may write")
	}
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return &badParameter{name: "Origin", code: "cross_origin", msg: "a page of another origin may not write here"}
	}
	return nil
}
