package httpapi

import (
	"net/http"

	"github.com/go-chi/cors"

	"github.com/redsail/redsail/tiles"
)

// preflightSeconds is how long a browser need not ask again whether it may ask.
const preflightSeconds = 24 * 60 * 60

// open lets pages of Config.Origins read the answers of an Open row (the CORS protocol of the
// Fetch standard), and answers when a browser asks beforehand. No answer of another row is ever
// marked so, and no credentials are.
func (s *Server) open(rt *Route, h http.HandlerFunc) http.Handler {
	if !rt.Open || len(s.cfg.Origins) == 0 {
		return h
	}
	options := cors.Options{
		AllowedOrigins: s.cfg.Origins, AllowedMethods: []string{http.MethodGet, http.MethodHead}, AllowedHeaders: []string{"*"},
		ExposedHeaders: []string{"ETag", tiles.DroppedHeader, "Content-Crs"}, MaxAge: preflightSeconds,
	}
	allow := cors.Handler(options)
	s.mux.Method(http.MethodOptions, rt.Pattern, s.observe(rt.Pattern, allow(secured(s.noMethod)).ServeHTTP))
	return allow(h)
}
