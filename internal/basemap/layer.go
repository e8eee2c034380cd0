package basemap

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redsail/redsail/tiles"
)

// layer is one layer of a base map, with what is known of it.
type layer struct {
	src  *source
	of   *Layer
	name string // of its tiles on disk

	known   atomic.Pointer[plan]
	refused atomic.Pointer[refusal]
	asking  sync.Mutex
	next    time.Time // it is not asked for its capabilities before
}

// plan is how the tiles of a layer are had.
type plan struct {
	address   addresser
	low, high int
	tileSize  int
	bounds    *[4]float64 // west, south, east, north in degrees; nil = the world
	vectors   []string    // layers of a vector tile, as far as they are known
}

// covers is false of a tile that lies wholly outside of what the layer says it has: nobody is
// asked for that, and nothing of it is kept.
func (p *plan) covers(a tiles.Address) bool {
	if p.bounds == nil {
		return true
	}
	b, t := p.bounds, a.Bounds()
	return t.Min[0] <= b[2] && t.Max[0] >= b[0] && t.Min[1] <= b[3] && t.Max[1] >= b[1]
}

// askAgain is the time between questions to a service that has not told what it has.
const askAgain = 20 * time.Second

// plan gives how tiles are had, after asking the service when that has not been told yet.
func (l *layer) plan(ctx context.Context) (*plan, error) {
	if p := l.known.Load(); p != nil {
		return p, nil
	}
	if !l.asking.TryLock() {
		return nil, errPaused // somebody is asking; a tile does not wait for that
	}
	defer l.asking.Unlock()
	if p := l.known.Load(); p != nil {
		return p, nil
	}
	if why := l.refused.Load(); why != nil {
		return nil, why
	}
	if l.src.service.now().Before(l.next) {
		return nil, errPaused
	}
	p, err := l.src.planWMTS(ctx, l.of)
	var no *refusal
	switch {
	case err == nil:
		l.known.Store(p)
	case errors.As(err, &no):
		l.refused.Store(no)
		l.src.service.log.ErrorContext(ctx, "a base map is refused", "basemap", l.src.m.ID, "layer", l.of.ID, "why", no.why)
	case !errors.Is(err, context.Canceled):
		l.next = l.src.service.now().Add(askAgain)
	}
	return p, err
}

// span is the zooms that the list allows.
func (m *Map) span() (low, high int) {
	low, high = 0, maxZoom
	if m.MinZoom != nil {
		low = *m.MinZoom
	}
	if m.MaxZoom != nil {
		high = *m.MaxZoom
	}
	return low, high
}

// usualDepth is the last zoom that most services have.
const usualDepth = 18

func (m *Map) planXYZ(l *Layer, key string) *plan {
	p := &plan{address: pattern(l.URL, key, m.KeyParam), tileSize: cmp.Or(m.TileSize, 256)}
	p.low, p.high = m.span()
	if m.MaxZoom == nil {
		p.high = max(usualDepth, p.low)
	}
	return p
}

// planWMTS reads a service's capabilities.
func (src *source) planWMTS(ctx context.Context, l *Layer) (*plan, error) {
	u, err := capabilitiesURL(l.URL, src.key, src.m.KeyParam)
	if err != nil {
		return nil, refuse("its address cannot be read")
	}
	var c *capabilities
	found, err := src.service.get(ctx, u, func(body io.Reader) error {
		c, err = readCapabilities(body, l.Layer)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, errors.New("it has no capabilities at this address")
	}
	return src.planOf(c, l)
}

// planOf chooses how a layer is asked for.
func (src *source) planOf(c *capabilities, l *Layer) (*plan, error) {
	if c.layer == nil {
		return nil, refuse("it has no layer %q; it has %s", clip(l.Layer), strings.Join(c.others, ", "))
	}
	if text := strings.ToLower(c.layer.ID + " " + c.layer.Title); strings.Contains(text, "gcj02") || strings.Contains(text, "gcj-02") || strings.Contains(text, "火星坐标") {
		return nil, refuse("layer %q says that it is in GCJ-02: %s", clip(l.Layer), gcj02)
	}
	set, err := c.pick(l.TileMatrixSet)
	if err != nil {
		return nil, err
	}
	p := &plan{tileSize: set.tileSize, bounds: c.layer.bounds()}
	low, high := src.m.span()
	ok := false
	if p.low, p.high, ok = set.zooms(low, high); !ok {
		return nil, refuse("tile matrix set %q has none of the zooms %d to %d", clip(set.id), low, high)
	}
	w := c.want(l, set)
	p.address, err = c.address(&w, l.URL, src.allowed(l.URL), src.key, src.m.KeyParam)
	return p, err
}

// allowed tells which hosts a service may name for its tiles: its own, and those of the list.
func (src *source) allowed(service string) func(host string) bool {
	own, err := url.Parse(service)
	return func(host string) bool {
		return err == nil && strings.EqualFold(host, own.Host) || slices.ContainsFunc(src.m.Hosts, func(h string) bool { return strings.EqualFold(h, host) })
	}
}

// bounds are those that the layer tells of itself.
func (l *capLayer) bounds() *[4]float64 {
	var b [4]float64
	parts := append(strings.Fields(l.Lower), strings.Fields(l.Upper)...)
	if len(parts) != 4 {
		return nil
	}
	for i, text := range parts {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil
		}
		b[i] = v
	}
	if !(b[0] >= -180 && b[2] <= 180 && b[1] >= -90 && b[3] <= 90 && b[0] < b[2] && b[1] < b[3]) {
		return nil
	}
	return &b
}

// layerName tells the tiles of a layer on disk from others, also after the list was changed.
func layerName(m *Map, l *Layer) string {
	return strings.Join([]string{m.ID, l.ID, string(m.Kind), l.URL, l.Layer, l.Style, l.Format, l.TileMatrixSet}, "\x00")
}
