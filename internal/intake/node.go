package intake

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// part is one area in the noding: a feature of the file or a version of the store.
type part struct {
	layer   int // of partition.Area
	feature *feature
	version *city.Version
}

// node makes shared borders one line: the file's areas with each other and with those
// areas of the store that they may touch.
func (im *importer) node(ctx context.Context) error {
	if !im.def.Partition {
		return nil
	}
	var near map[*city.Version]bool // nil = to be found anew
	for {
		if near == nil {
			near = im.around()
		}
		parts, areas := im.nodeInput(near)
		res, err := partition.Node(ctx, areas)
		if err != nil {
			return err
		}
		again, err := im.rejectUnnoded(parts, &res)
		switch {
		case err != nil:
			return err
		case again:
			near = nil
		case !im.widen(near, parts, areas, &res):
			im.keepNoded(parts, &res)
			return nil
		}
	}
}

// candidates are the versions of partition layers that hold at the effective date or
// later beside the file's areas. Those that begin later are noded like a layer of their
// own for each date: they share borders with what holds then, but do not cross it.
func (im *importer) candidates() []part {
	mine := map[string]bool{}
	for _, f := range im.features {
		mine[f.code] = mine[f.code] || !f.rejected
	}
	var out []part
	next := len(im.scheme.Layers)
	for i := range im.scheme.Layers {
		def := &im.scheme.Layers[i]
		if !def.Partition {
			continue
		}
		own := def.Key == im.def.Key
		for _, v := range im.stored.inForce[def.Key] {
			if !own || !mine[v.Code] && !im.ending[v.Code] {
				out = append(out, part{layer: i, version: v})
			}
		}
		dates := map[city.Date]int{}
		for _, v := range im.stored.later[def.Key] {
			if own && im.ending[v.Code] {
				continue
			}
			if _, known := dates[v.Valid.From]; !known {
				dates[v.Valid.From] = next
				next++
			}
			out = append(out, part{layer: dates[v.Valid.From], version: v})
		}
	}
	return out
}

// around finds the candidates near the file's areas.
func (im *importer) around() map[*city.Version]bool {
	box := geo.EmptyBox()
	for _, f := range im.features {
		if !f.rejected {
			box = box.Union(f.shape.Box())
		}
	}
	near := map[*city.Version]bool{}
	for _, p := range im.candidates() {
		if grown(box).Intersects(p.version.Shape.Box()) {
			near[p.version] = true
		}
	}
	return near
}

// widen takes in the areas beside those of the store that change, since a border that is
// pulled in one place may come to rest against another vertex elsewhere. It is true when
// there were any that had not been looked at.
func (im *importer) widen(near map[*city.Version]bool, parts []part, areas []partition.Area, res *partition.NodeResult) bool {
	var changing []geo.Box
	for i, p := range parts {
		if p.version != nil && res.Changed[i] {
			changing = append(changing, grown(areas[i].Shape.Box().Union(res.Shapes[i].Box())))
		}
	}
	wider := false
	for _, p := range im.candidates() {
		if !near[p.version] && slices.ContainsFunc(changing, p.version.Shape.Box().Intersects) {
			near[p.version], wider = true, true
		}
	}
	return wider
}

// grown is the box with the two units that noding may move a border.
func grown(b geo.Box) geo.Box {
	b.Min.X, b.Min.Y = b.Min.X-2, b.Min.Y-2
	b.Max.X, b.Max.Y = b.Max.X+2, b.Max.Y+2
	return b
}

func (im *importer) nodeInput(near map[*city.Version]bool) ([]part, []partition.Area) {
	var parts []part
	var areas []partition.Area
	own := slices.IndexFunc(im.scheme.Layers, func(l city.LayerDef) bool { return l.Key == im.def.Key })
	for _, f := range im.features {
		if !f.rejected {
			parts = append(parts, part{layer: own, feature: f})
			areas = append(areas, partition.Area{Layer: own, Code: f.code, Shape: f.shape})
		}
	}
	for _, p := range im.candidates() {
		if near[p.version] {
			parts = append(parts, p)
			areas = append(areas, partition.Area{Layer: p.layer, Code: p.version.Code, Shape: p.version.Shape, Stored: true})
		}
	}
	return parts, areas
}

// rejectUnnoded rejects the features that do not come to rest or vanish, and those beside
// an area of the store that would do so for their sake. again is true when there were any:
// the rest is then noded without them.
func (im *importer) rejectUnnoded(parts []part, res *partition.NodeResult) (again bool, err error) {
	for _, bad := range []struct {
		which           []int
		reason, message string
	}{
		{res.Unstable, "noding_unstable", "do not come to rest within two units and ten rounds of snap rounding"},
		{res.Collapsed, partition.Collapsed, "leave nothing of it on the lattice of 1e-7°"},
	} {
		for _, i := range bad.which {
			if f := parts[i].feature; f != nil {
				again = im.rejectOnce(f, bad.reason, "its borders "+bad.message) || again
			}
		}
		if again {
			return true, nil // what the store holds may be well once the bad features are out
		}
		for _, i := range bad.which {
			v := parts[i].version
			message := "the borders of " + v.Key().String() + " in the store " + bad.message
			for _, f := range im.features {
				if !f.rejected && grown(f.shape.Box()).Intersects(v.Shape.Box()) {
					again = im.rejectOnce(f, bad.reason, "beside it "+message) || again
				}
			}
			if !again {
				err = city.Errorf(city.Conflict, bad.reason, "%s: %s", im.path, message)
			}
		}
	}
	return again, err
}

func (im *importer) rejectOnce(f *feature, reason, message string) bool {
	if f.rejected {
		return false
	}
	im.report.reject(f, reason, message, placeOf(f.shape))
	return true
}

// noded is an area of the store that the noding changed.
type noded struct {
	version *city.Version
	given   geo.MultiPolygon // its shape in the store
}

// keepNoded takes the outcome over.
func (im *importer) keepNoded(parts []part, res *partition.NodeResult) {
	im.pulled = res.MaxMove
	for i, p := range parts {
		switch {
		case !res.Changed[i]:
		case p.feature != nil:
			p.feature.given, p.feature.shape = p.feature.shape, res.Shapes[i]
			im.report.NodedIn++
		default:
			im.noded = append(im.noded, noded{p.version, p.version.Shape})
			p.version.Shape = res.Shapes[i]
			im.report.Noded++
		}
	}
}
