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
	for {
		all, fresh, stored, boxes := im.nodeInput()
		res, err := partition.NodeNear(ctx, fresh, stored, boxes)
		if err != nil {
			return err
		}
		parts := make([]part, len(res.Of))
		for k, i := range res.Of {
			parts[k] = all[i]
		}
		again, err := im.rejectUnnoded(parts, &res.NodeResult)
		if err != nil {
			return err
		}
		if !again {
			im.keepNoded(parts, &res.NodeResult)
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

// grown is the box with the two units that noding may move a border.
func grown(b geo.Box) geo.Box {
	b.Min.X, b.Min.Y = b.Min.X-2, b.Min.Y-2
	b.Max.X, b.Max.Y = b.Max.X+2, b.Max.Y+2
	return b
}

// nodeInput is what may be noded: the file's areas, then the candidates with their boxes.
func (im *importer) nodeInput() (all []part, fresh, stored []partition.Area, boxes []geo.Box) {
	own := slices.IndexFunc(im.scheme.Layers, func(l city.LayerDef) bool { return l.Key == im.def.Key })
	for _, f := range im.features {
		if !f.rejected {
			all = append(all, part{layer: own, feature: f})
			fresh = append(fresh, partition.Area{Layer: own, Code: f.code, Shape: f.shape})
		}
	}
	for _, p := range im.candidates() {
		all = append(all, p)
		stored = append(stored, partition.Area{Layer: p.layer, Code: p.version.Code, Shape: p.version.Shape})
		boxes = append(boxes, p.version.Shape.Box())
	}
	return all, fresh, stored, boxes
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
	im.pulled = max(im.pulled, res.MaxMove)
	before := map[*city.Version]bool{}
	for _, n := range im.noded {
		before[n.version] = true
	}
	for i, p := range parts {
		switch {
		case !res.Changed[i]:
		case p.feature != nil:
			if p.feature.given == nil {
				p.feature.given = p.feature.shape
				im.report.NodedIn++
			}
			p.feature.shape = res.Shapes[i]
		case before[p.version]: // noded once more, after a repair
			p.version.Shape = res.Shapes[i]
		default:
			im.noded = append(im.noded, noded{p.version, p.version.Shape})
			p.version.Shape = res.Shapes[i]
			im.report.Noded++
		}
	}
}
