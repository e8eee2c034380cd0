package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/archive"
)

// The formats that hold tiles; formatSite is a folder with the page in it.
const (
	formatPMTiles = string(archive.PMTiles)
	formatMBTiles = string(archive.MBTiles)
	formatSite    = "site"
)

// allLayers stands for every layer that has something in it.
const allLayers = "all"

// tileFormats are the formats that hold tiles.
var tileFormats = []string{formatPMTiles, formatMBTiles, formatSite}

// tiled tells whether the file is one of tiles.
func (c *exportCmd) tiled() bool { return slices.Contains(tileFormats, c.Format) }

// checkTiles judges the options of tiles by themselves.
func (c *exportCmd) checkTiles() error {
	switch {
	case !c.tiled() && (c.MinZoom != nil || c.MaxZoom != nil):
		return usagef("--min-zoom, --max-zoom: they are of %s, not of %s", strings.Join(tileFormats, ", "), c.Format)
	case !c.tiled():
		return nil
	case c.Resolution != 0:
		return usagef("--resolution: it is of h3 alone, not of %s", c.Format)
	case c.CRS != "wgs84":
		return usagef("--crs: tiles are in Web Mercator, not in %.40q", c.CRS)
	case c.Format == formatSite && (c.Out == "" || c.Out == "-"):
		return usagef("--out: a site is a folder, which must be named")
	case c.Revision < 0:
		return usagef("--revision: revisions begin with 1")
	}
	for name, z := range map[string]*int{"min": c.MinZoom, "max": c.MaxZoom} {
		if z != nil && (*z < 0 || *z > tiles.MaxZoom) {
			return usagef("--%s-zoom: %d is not within 0 to %d", name, *z, tiles.MaxZoom)
		}
	}
	return nil
}

// tileset is what an archive is made of.
type tileset struct {
	pyramid *tiles.Pyramid
	keys    []string
	info    archive.Info
	picture *atlas.Picture
	dated   city.Date // of what day the data are; open before there are any
	dropped int       // by the limits of a tile
}

// runTiles writes tiles.
func (c *exportCmd) runTiles(ctx context.Context, std streams) (err error) {
	if err := c.checkTiles(); err != nil {
		return err
	}
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	t, err := c.tileset(ctx, s)
	if err != nil {
		return err
	}
	var stats archive.Stats
	if c.Format == formatSite {
		stats, err = t.writeSite(ctx, c.Out)
	} else {
		stats, err = c.writeArchive(ctx, t, std.out)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.err, "redsail: %d tiles (%d different) of zooms %d to %d, %d bytes, revision %d on %s\n",
		stats.Tiles, stats.Contents, t.info.MinZoom, t.info.MaxZoom, stats.Bytes, t.picture.Revision, t.picture.Date)
	if err == nil && t.dropped > 0 {
		_, err = fmt.Fprintf(std.err, "redsail: %d features were left out, since their tiles would have been too large\n", t.dropped)
	}
	return err
}

func (c *exportCmd) writeArchive(ctx context.Context, t *tileset, std io.Writer) (archive.Stats, error) {
	file, out, err := createResults(c.Out, std)
	if err != nil {
		return archive.Stats{}, err
	}
	defer file.drop()
	stats, err := t.write(ctx, archive.Format(c.Format), out, spoolFolder(file))
	if err != nil {
		return stats, err
	}
	return stats, file.keep()
}

// spoolFolder is where the file goes, which has room for it; without a file that of the system.
func spoolFolder(o *outFile) string {
	if o.place != "" {
		return filepath.Dir(o.place)
	}
	return os.TempDir()
}

// picture is that of the date and revision that are asked for.
func (c *exportCmd) picture(ctx context.Context, s city.Reader) (*atlas.Picture, error) {
	scheme, err := s.Scheme(ctx)
	if err != nil {
		return nil, err
	}
	zone := scheme.Location()
	at := time.Now().In(zone)
	if c.At != "" {
		if at, err = atlas.ParseInstant(c.At, zone); err != nil {
			return nil, usagef("--at: %v", err)
		}
	}
	a, err := atlas.Open(ctx, s, func() time.Time { return at })
	if err != nil {
		return nil, err
	}
	return a.At(ctx, city.DateOf(at), c.Revision)
}

func (c *exportCmd) tileset(ctx context.Context, s city.Reader) (*tileset, error) {
	p, err := c.picture(ctx, s)
	if err != nil {
		return nil, err
	}
	dated, err := c.dateOf(ctx, s, p)
	if err != nil {
		return nil, err
	}
	t := &tileset{picture: p, dated: dated, keys: strings.Split(cmp.Or(c.Layer, allLayers), ",")}
	if slices.Equal(t.keys, []string{allLayers}) {
		if t.keys = p.TileKeys(); len(t.keys) == 0 {
			return nil, city.Errorf(city.NotFound, "unknown_layer", "no layer has anything in it on %s", p.Date)
		}
	}
	if t.pyramid, err = p.OnceTiles(); err != nil { //nolint:contextcheck // the making of a pyramid has no end of its own
		return nil, err
	}
	if err := c.describe(t); err != nil {
		var unknown *tiles.UnknownLayerError
		if errors.As(err, &unknown) {
			return nil, city.Errorf(city.NotFound, "unknown_layer", "there is no layer %.40q; there are %s", unknown.Key, strings.Join(p.TileKeys(), ", "))
		}
		return nil, err
	}
	return t, nil
}

// dateOf is the day of the data: the one that was asked for, else that on which they became what
// they are, when the revision was recorded or its last content came into force. Today is no date
// of data that were last touched a year ago, and tomorrow's export of them is the same.
func (c *exportCmd) dateOf(ctx context.Context, s city.Reader, p *atlas.Picture) (city.Date, error) {
	if c.At != "" {
		return p.Date, nil
	}
	written, err := s.Revisions(ctx, p.Revision-1, 1)
	if err != nil || len(written) == 0 {
		return city.OpenStart, err
	}
	return min(p.Date, max(p.LastBegan(), city.DateOf(written[0].RecordedAt.In(p.Scheme.Location())))), nil
}

// describe makes what the archive says of itself. The date is in it only where it was asked
// for: else tomorrow's file of the same revision would be another one.
func (c *exportCmd) describe(t *tileset) error {
	p := t.picture
	doc, err := t.pyramid.TileJSON(t.keys, tiles.About{
		Name: cmp.Or(p.Scheme.Name.Zh, "Redsail"), Description: description(p), Attribution: httpapi.Attribution(p, p.Scheme.Demo, "zh"),
		Revision: p.Revision, Says: p.TileSays,
	})
	if err != nil {
		return err
	}
	var told struct {
		MinZoom, MaxZoom int
		Bounds           *[4]float64
	}
	m := archive.Metadata{}
	if err := errors.Join(json.Unmarshal(doc, &told), json.Unmarshal(doc, &m)); err != nil {
		return err
	}
	for _, key := range []string{"tilejson", "tiles", "scheme", "minzoom", "maxzoom", "bounds", "center", "limits", "revision"} {
		delete(m, key) // of a server, or in the header
	}
	if err := m.SetText("type", "overlay"); err != nil {
		return err
	}
	asked := city.OpenStart
	if c.At != "" {
		asked = p.Date
	}
	if m["redsail"], err = httpapi.CityDocument(p, asked); err != nil {
		return err
	}
	low, high := told.MinZoom, told.MaxZoom
	if c.MinZoom != nil {
		low = *c.MinZoom
	}
	if c.MaxZoom != nil {
		high = *c.MaxZoom
	}
	low, high = max(low, told.MinZoom), min(high, told.MaxZoom) // beyond them there are no tiles, and who shows the file stretches the last ones
	if low > high {
		return usagef("--min-zoom, --max-zoom: %d to %d are no zooms of these layers, which have %d to %d", low, high, told.MinZoom, told.MaxZoom)
	}
	t.info = archive.Info{MinZoom: uint8(low), MaxZoom: uint8(high), CenterZoom: uint8(low), Metadata: m}
	if b := told.Bounds; b != nil {
		t.info.Bounds = orb.Bound{Min: orb.Point{b[0], b[1]}, Max: orb.Point{b[2], b[3]}}
	}
	return nil
}

// description is the scheme's name in English and, of made-up data, that it is made up.
func description(p *atlas.Picture) string {
	if p.Scheme.Demo {
		return strings.TrimSpace(p.Scheme.Name.En + " · " + atlas.MadeUp)
	}
	return p.Scheme.Name.En
}

// write writes the archive, and counts what the limits of a tile left out.
func (t *tileset) write(ctx context.Context, format archive.Format, out io.Writer, folder string) (archive.Stats, error) {
	return archive.Write(ctx, format, out, folder, t.info, t.each(ctx))
}

func (t *tileset) each(ctx context.Context) iter.Seq2[tiles.Placed, error] {
	return func(yield func(tiles.Placed, error) bool) {
		for tile, err := range t.pyramid.Each(ctx, t.keys, t.info.MinZoom, t.info.MaxZoom) {
			t.dropped += tile.Dropped
			if !yield(tile, err) {
				return
			}
		}
	}
}
