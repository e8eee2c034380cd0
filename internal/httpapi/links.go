package httpapi

import (
	"cmp"
	"net/http"
	"strings"
)

// base is the address of the server as the client has to write it, without a slash at its
// end: what Config.PublicURL says, where a proxy stands before this server, else what the
// request was sent to. X-Forwarded-… and Forwarded are not read: any client can send them.
func (s *Server) base(r *http.Request) string {
	if s.cfg.PublicURL != "" {
		return strings.TrimRight(s.cfg.PublicURL, "/")
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	// ServeHTTP has seen to it that the host is one of this machine, and nothing more.
	return scheme + "://" + cmp.Or(r.Host, "localhost")
}
