package httpapi

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/redsail/redsail/tiles"
)

const mvtType = "application/vnd.mapbox-vector-tile"

// segment is a part of the path that the route names, unescaped.
func segment(r *http.Request, name string) string {
	raw := chi.URLParam(r, name)
	if r.URL.RawPath == "" { // then chi has read the unescaped path
		return raw
	}
	text, err := url.PathUnescape(raw)
	if err != nil {
		return raw
	}
	return text
}

// layerKeys are the layers that the path names.
func layerKeys(r *http.Request) []string { return strings.Split(segment(r, "layers"), ",") }

func (s *Server) tile(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	addr, err := tiles.ParseAddress(segment(r, "z"), segment(r, "x"), segment(r, "y"))
	if err != nil {
		return &badParameter{name: "z/x/y", code: "bad_tile_address", msg: err.Error()}
	}
	pyramid, err := s.tilesOf(r, layerKeys(r), addr.Z)
	if err != nil {
		return err
	}
	t, err := pyramid.Tile(r.Context(), layerKeys(r), addr)
	if err != nil {
		return err
	}
	w.Header().Set("Vary", "Accept-Encoding")
	if t.Dropped > 0 {
		w.Header().Set("X-Redsail-Dropped", strconv.Itoa(t.Dropped))
	}
	if t.Empty {
		w.Header().Set("Cache-Control", "no-cache")
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	c := representation{contentType: mvtType, encoding: "gzip", etag: t.ETag, content: t.Gzip}
	if !acceptsGzip(r.Header.Values("Accept-Encoding")) {
		// Another representation, another strong tag.
		c.encoding, c.etag = "", strings.TrimSuffix(t.ETag, `"`)+`-plain"`
		if c.content, err = unzip(t.Gzip); err != nil {
			return err
		}
	}
	s.send(w, r, &c)
	return nil
}

func unzip(b []byte) ([]byte, error) {
	zr, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(zr)
}

func (s *Server) tileJSON(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	pic := s.atlas.Current()
	pyramid, err := s.tilesOf(r, layerKeys(r), 0)
	if err != nil {
		return err
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	keys := layerKeys(r)
	// ServeHTTP has seen to it that the host is one of this machine, and nothing more.
	doc, err := pyramid.TileJSON(keys, scheme+"://"+r.Host+"/tiles/"+strings.Join(keys, ",")+"/{z}/{x}/{y}.mvt", "Redsail", "")
	if err != nil {
		return err
	}
	s.send(w, r, &representation{contentType: "application/json", etag: revisionTag(pic, doc), content: doc})
	return nil
}
