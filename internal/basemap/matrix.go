package basemap

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// refusal is the reason why a source cannot be shown truly. Trying again does not help.
type refusal struct{ why string }

func (e *refusal) Error() string { return e.why }

func refuse(format string, args ...any) error { return &refusal{why: fmt.Sprintf(format, args...)} }

// degrees is the reason against tiles that are cut in degrees.
func degrees(set, system string) string {
	return fmt.Sprintf("tile matrix set %q is in %s, cut in degrees: the map is in Web Mercator (EPSG:3857), where such tiles would lie tens of kilometres off; "+
		"of Tianditu take the service whose name ends in _w, not _c", clip(set), system)
}

// mercators are codes of Web Mercator, the official one first.
var mercators = []int{3857, 900913, 3785, 102100, 102113}

// halfWorld is half the width of the Web Mercator square in metres.
const halfWorld = 20037508.342789244

// Sizes of a pixel, in metres, of which scale denominators are made: that of the standard,
// and that of 96 to the inch, which Tianditu takes.
var pixels = []float64{0.00028, 0.0254 / 96}

// matrixSet is a set that the map can show: the names of its matrices by zoom.
type matrixSet struct {
	id       string
	tileSize int
	names    map[int]string
}

// pick finds the set to ask a layer in; want is its name, or empty.
func (c *capabilities) pick(want string) (*matrixSet, error) {
	var reasons []string
	for _, id := range c.layer.Sets {
		id = strings.TrimSpace(id)
		set := c.sets[id]
		if set == nil || want != "" && id != want {
			continue
		}
		m, err := set.judge(id)
		if err == nil {
			return m, nil
		}
		reasons = append(reasons, err.Error())
	}
	if len(reasons) == 0 {
		return nil, refuse("layer %q has no tile matrix set %q; it has %s", clip(c.layer.ID), clip(want), clip(strings.Join(c.layer.Sets, ", ")))
	}
	if len(reasons) > 4 {
		reasons = append(reasons[:4], "…")
	}
	return nil, refuse("layer %q has no tiles in Web Mercator: %s", clip(c.layer.ID), strings.Join(reasons, "; "))
}

var lastNumber = regexp.MustCompile(`(\d+)\s*$`)

// judge reads the matrices of a set, or says why the map cannot show them.
func (s *capSet) judge(id string) (*matrixSet, error) {
	if strings.Contains(strings.ToLower(id+s.CRS), "gcj") {
		return nil, refuse("tile matrix set %q is in GCJ-02: %s", clip(id), gcj02)
	}
	code := 0
	if m := lastNumber.FindString(s.CRS); m != "" {
		code, _ = strconv.Atoi(strings.TrimSpace(m)) // not a number: 0, refused below
	}
	if !slices.Contains(mercators, code) {
		if code == 4490 || code == 4326 || strings.HasSuffix(strings.TrimSpace(s.CRS), "CRS84") {
			return nil, refuse("%s", degrees(id, "EPSG:"+strconv.Itoa(max(code, 4326))))
		}
		return nil, refuse("tile matrix set %q is in %s, not in Web Mercator (EPSG:3857)", clip(id), clip(s.CRS))
	}
	out := &matrixSet{id: id, names: map[int]string{}}
	for i := range s.Matrices {
		m := &s.Matrices[i]
		zoom, err := m.zoom()
		if err != nil {
			return nil, refuse("tile matrix %q of set %q: %v", clip(m.ID), clip(id), err)
		}
		if zoom > maxZoom {
			continue
		}
		if out.tileSize != 0 && out.tileSize != m.Width {
			return nil, refuse("tile matrix set %q has tiles of %d and of %d pixels", clip(id), out.tileSize, m.Width)
		}
		out.tileSize, out.names[zoom] = m.Width, strings.TrimSpace(m.ID)
	}
	if len(out.names) == 0 {
		return nil, refuse("tile matrix set %q is empty", clip(id))
	}
	return out, nil
}

// zoom tells which zoom of the Web Mercator quadtree a matrix is.
func (m *capMatrix) zoom() (int, error) {
	if m.Width != m.Height || m.Width != 256 && m.Width != 512 {
		return 0, fmt.Errorf("its tiles are %d × %d pixels, not 256 or 512 square", m.Width, m.Height)
	}
	if err := m.atCorner(); err != nil {
		return 0, err
	}
	for _, pixel := range pixels {
		exact := math.Log2(2 * halfWorld / (m.Scale * pixel * float64(m.Width)))
		zoom := math.Round(exact)
		if math.Abs(exact-zoom) < 1e-3 && zoom >= 0 && zoom <= 30 {
			if m.Across > 1<<int(zoom) {
				return 0, fmt.Errorf("it is %d tiles wide, more than zoom %d has", m.Across, int(zoom))
			}
			return int(zoom), nil
		}
	}
	return 0, fmt.Errorf("its scale 1:%.0f is none of GoogleMapsCompatible, each twice the next", m.Scale)
}

// atCorner judges the corner from which tiles are counted. Services write it in either
// order and sign (Tianditu: 20037508 -20037508), and the world has but one corner in which
// both are half its width.
func (m *capMatrix) atCorner() error {
	parts := strings.Fields(m.Corner)
	if len(parts) == 2 {
		x, errX := strconv.ParseFloat(parts[0], 64)
		y, errY := strconv.ParseFloat(parts[1], 64)
		if errX == nil && errY == nil && math.Abs(math.Abs(x)-halfWorld) < 1 && math.Abs(math.Abs(y)-halfWorld) < 1 && x*y < 0 {
			return nil
		}
	}
	return fmt.Errorf("it begins at %q, not at the corner of the world in Web Mercator: -20037508.34 20037508.34", clip(m.Corner))
}

// zooms is the span of zooms without a hole from the deepest up, within what the list says.
func (s *matrixSet) zooms(low, high int) (lo, hi int, ok bool) {
	hi = high
	for hi >= low && s.names[hi] == "" {
		hi--
	}
	if hi < low {
		return 0, 0, false
	}
	for lo = hi; lo > low && s.names[lo-1] != ""; lo-- {
	}
	return lo, hi, true
}
