package basemap

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/redsail/redsail/tiles/archive"
)

// maxVectors bounds the layers of vector tiles that are told of.
const maxVectors = 64

// openFile opens the archive of a map.
func (src *source) openFile() error {
	r, err := archive.Open(src.m.Path)
	if err != nil {
		return badList("base map %q: %v", src.m.ID, err)
	}
	src.archive = r
	h := r.Header()
	switch h.Type {
	case archive.TypePNG, archive.TypeJPEG, archive.TypeWebP:
		src.m.Type = Raster
	case archive.TypeMVT:
		src.m.Type = Vector
	default:
		return badList("base map %q: %s holds tiles that are neither PNG, JPEG, WebP nor vector tiles (MVT)", src.m.ID, filepath.Base(src.m.Path))
	}
	if h.Compression != archive.CompressionNone && h.Compression != archive.CompressionGzip {
		return badList("base map %q: the tiles of %s are compressed with something else than gzip", src.m.ID, filepath.Base(src.m.Path))
	}
	low, high := src.m.span()
	p := &plan{low: max(low, int(h.MinZoom)), high: min(high, int(h.MaxZoom)), tileSize: src.m.TileSize, vectors: vectorsOf(r.Metadata())}
	if p.low > p.high {
		return badList("base map %q: %s has zooms %d to %d, and none of those of the list", src.m.ID, filepath.Base(src.m.Path), h.MinZoom, h.MaxZoom)
	}
	if p.tileSize == 0 {
		p.tileSize = 256
	}
	if b := h.Bounds; b.Min[0] < b.Max[0] && b.Min[1] < b.Max[1] {
		p.bounds = &[4]float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
	}
	if src.m.Attribution == "" {
		src.m.Attribution = plainText(r.Metadata().Text("attribution"))
	}
	src.layers[0].known.Store(p)
	return nil
}

// vectorsOf are the names of the layers in vector tiles.
func vectorsOf(m archive.Metadata) []string {
	var list []struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(m["vector_layers"], &list) != nil {
		return nil
	}
	var out []string
	for _, l := range list[:min(len(list), maxVectors)] {
		out = append(out, l.ID)
	}
	return out
}

// plainText takes markup out of an attribution, which archives often have as HTML.
func plainText(text string) string {
	var b strings.Builder
	inside := false
	for _, r := range text {
		switch {
		case r == '<':
			inside = true
		case r == '>' && inside:
			inside = false
		case !inside && r >= ' ' && b.Len() < maxText:
			fmt.Fprintf(&b, "%c", r)
		}
	}
	return strings.TrimSpace(strings.NewReplacer("&copy;", "©", "&amp;", "&", "&nbsp;", " ").Replace(b.String()))
}
