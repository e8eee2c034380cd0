package httpapi

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/tiles"
)

const (
	mvtType = "application/vnd.mapbox-vector-tile"
	// protobufType is what older clients call it.
	protobufType = "application/x-protobuf"
)

var headMVT = []string{mvtType}

// unescaped is a part of a path as the client meant it.
func unescaped(r *http.Request, raw string) string {
	if r.URL.RawPath == "" { // then chi has read the unescaped path
		return raw
	}
	text, err := url.PathUnescape(raw)
	if err != nil {
		return raw
	}
	return text
}

// segment is a part of the path that the route names, unescaped.
func segment(r *http.Request, name string) string { return unescaped(r, chi.URLParam(r, name)) }

// layerKeys are the layers that the path names, each once. It fails where there are too many,
// before anything is made of them.
func layerKeys(r *http.Request, text string) ([]string, error) {
	text = unescaped(r, text)
	if n := strings.Count(text, ",") + 1; n > tiles.MaxKeys {
		return nil, &tiles.TooManyLayersError{Count: n}
	}
	keys := strings.Split(text, ",")
	for i, key := range keys {
		if slices.Contains(keys[:i], key) {
			return nil, &badParameter{name: "layers", code: "repeated_layer", msg: "the layer " + quote(key) + " is named twice"}
		}
	}
	return keys, nil
}

// tile answers with a vector tile of layers of the map.
func (s *Server) tile(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	return s.answerTile(w, r, func(in *chi.Context) (tileMaker, error) {
		keys, err := layerKeys(r, in.URLParam("layers"))
		return func(ctx context.Context, addr tiles.Address) (tiles.Tile, error) { return s.tileAt(ctx, keys, addr) }, err
	})
}

// tileMaker gives the tile at an address.
type tileMaker func(context.Context, tiles.Address) (tiles.Tile, error)

// answerTile answers with a tile, in the encoding that the client likes best; read says from the path
// what it is made of.
func (s *Server) answerTile(w http.ResponseWriter, r *http.Request, read func(*chi.Context) (tileMaker, error)) error {
	if err := accepts(r, mvtType, protobufType); err != nil {
		return err
	}
	coding, err := chooseCoding(r.Header["Accept-Encoding"], codedBrotli, codedGzip, codedZstd)
	if err != nil {
		return err
	}
	in := chi.RouteContext(r.Context())
	addr, err := tiles.ParseAddress(unescaped(r, in.URLParam("z")), unescaped(r, in.URLParam("x")), unescaped(r, in.URLParam("y")))
	if err != nil {
		return &badParameter{name: "z/x/y", code: "bad_tile_address", msg: err.Error()}
	}
	tileOf, err := read(in)
	if err != nil {
		return err
	}
	ctx := newPatience(r.Context(), s.patience)
	defer ctx.end()
	t, err := tileOf(ctx, addr) //nolint:contextcheck // a patience is the request's context with an end
	if err != nil {
		return named(err)
	}
	return s.sendTile(ctx, w, r, &t, coding) //nolint:contextcheck // as above
}

func (s *Server) tileAt(ctx context.Context, keys []string, addr tiles.Address) (tiles.Tile, error) {
	pic := s.atlas.Current()
	pyramid, err := tilesOf(ctx, pic, keys, addr.Z)
	if err != nil {
		return tiles.Tile{}, err
	}
	t, err := pyramid.Tile(ctx, keys, addr)
	if err != nil || !t.Empty {
		return t, err
	}
	// Nothing is there: that may be so, or may be no zoom of these layers.
	first, last := pic.TileZooms(keys)
	if z := int(addr.Z); z < first || z > last {
		return t, &badParameter{
			name: "z", code: "bad_tile_address",
			msg: "z " + strconv.Itoa(z) + " is not within " + strconv.Itoa(first) + " to " + strconv.Itoa(last) + ", the zooms of these layers",
		}
	}
	return t, nil
}

// sendTile writes a tile. Ranges of one are not served: a tile is smaller than what a client
// would save by asking again, and each encoding has other bytes.
func (s *Server) sendTile(ctx context.Context, w http.ResponseWriter, r *http.Request, t *tiles.Tile, c coding) error {
	h := w.Header()
	vary(h, varyCoding)
	if t.Dropped > 0 {
		h[tiles.DroppedHeader] = []string{strconv.Itoa(t.Dropped)}
	}
	if t.Empty {
		h["Cache-Control"] = askAgain
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	rep := representation{contentType: mvtType, media: headMVT, coding: c, etag: codedTag(t.ETag, c, codedGzip)}
	if c == identity {
		if s.head(w, r, &rep, t.Length) {
			s.sendPlain(w, r, t)
		}
		return nil
	}
	if matches(r.Header["If-None-Match"], rep.etag) {
		s.head(w, r, &rep, 0)
		return nil // nothing need be packed
	}
	var err error
	if rep.content, err = t.As(ctx, tileEncodings[c]); err != nil {
		return err
	}
	s.send(w, r, &rep)
	return nil
}

var tileEncodings = [codings]tiles.Encoding{codedGzip: tiles.Gzip, codedBrotli: tiles.Brotli, codedZstd: tiles.Zstd}

// sendPlain unpacks a tile as fast as its client takes it, and holds no more of it than that.
func (s *Server) sendPlain(w http.ResponseWriter, r *http.Request, t *tiles.Tile) {
	release(w)
	p := s.newPaced(w, r)
	if _, err := t.WriteTo(p); err != nil && r.Context().Err() == nil {
		s.log.DebugContext(r.Context(), "answer not written", "error", err.Error())
	}
	p.end()
}

// vary adds to what the answer depends on.
func vary(h http.Header, on []string) {
	if before := h["Vary"]; before != nil {
		on = slices.Concat(before, on)
	}
	h["Vary"] = on
}

// named says of a layer that is not there that the address is to blame, not what it leads to.
func named(err error) error {
	if key, ok := unknownLayerKey(err); ok {
		if key == atlas.HexLayer { // alone it is known
			return &badParameter{name: "layers", code: "unknown_layer", msg: `the layer "hex" stands alone in an address, not beside others: its tiles are at /tiles/hex/{z}/{x}/{y}.mvt`}
		}
		return &badParameter{name: "layers", code: "unknown_layer", msg: "there is no layer " + quote(key)}
	}
	return err
}

// tileJSON describes the tiles of some layers.
func (s *Server) tileJSON(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	if err := accepts(r, jsonType); err != nil {
		return err
	}
	keys, err := layerKeys(r, chi.URLParam(r, "layers"))
	if err != nil {
		return err
	}
	pic := s.atlas.Current()
	pyramid, err := tilesOf(r.Context(), pic, keys, 0)
	if err != nil {
		return err
	}
	return s.sendTileJSON(w, r, pic, pyramid, keys, tilePath(keys))
}

// sendTileJSON describes the layers of a pyramid, whose tiles are at an address of this server.
func (s *Server) sendTileJSON(w http.ResponseWriter, r *http.Request, pic *atlas.Picture, pyramid *tiles.Pyramid, keys []string, path string) error {
	doc, err := pyramid.TileJSON(keys, tiles.About{
		Tiles: s.base(r) + path, Name: cmp.Or(pic.Scheme.Name.Zh, "Redsail"), Description: pic.Scheme.Name.En, Attribution: s.attribution(pic, "zh"),
		Revision: pic.Revision, Says: pic.TileSays,
	})
	if err != nil {
		return named(err)
	}
	return s.sendDocument(w, r, &representation{contentType: jsonType, etag: revisionTag(pic, doc), content: doc})
}

// tilePath is the address of the tiles of some layers on this server.
func tilePath(keys []string) string {
	escaped := make([]string, len(keys))
	for i, key := range keys {
		escaped[i] = url.PathEscape(key)
	}
	return "/tiles/" + strings.Join(escaped, ",") + "/{z}/{x}/{y}.mvt"
}

// attribution is what a map of this city must say of its data.
func (s *Server) attribution(pic *atlas.Picture, lang string) string {
	return Attribution(pic, s.cfg.Demo, lang)
}

// tilesOf is the pyramid that has the layers at a zoom: hexagons have their own.
func tilesOf(ctx context.Context, pic *atlas.Picture, keys []string, zoom uint8) (*tiles.Pyramid, error) {
	if len(keys) == 1 && keys[0] == atlas.HexLayer && !pic.HasLayer(atlas.HexLayer) {
		return pic.HexTiles(ctx, zoom)
	}
	return pic.Pyramid(ctx)
}
