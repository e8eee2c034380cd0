package edit

import (
	"cmp"
	"context"
	"slices"

	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// Author is who writes until there are accounts (docs/adr/0006).
const Author = "local"

// Plan is a change that is ready to be applied, with what it does.
type Plan struct {
	Change city.Change
	Report *Report
	// From names, for an area that an edit made or gave another ground, the codes in its layer of those
	// that it was made of; nil where the change is no request.
	From map[city.Key][]string
}

// Draw makes the change of a request on a world. It reads and writes nothing but what the
// world's reader shows of single codes. Errors of a field are *FieldError about a
// *city.Error.
func Draw(ctx context.Context, w *World, req *Request) (city.Change, error) {
	d, err := drawn(ctx, w, req)
	if err != nil {
		return city.Change{}, err
	}
	return d.change(req.Note), nil
}

func drawn(ctx context.Context, w *World, req *Request) (*draft, error) {
	if err := req.check(); err != nil {
		return nil, err
	}
	d := newDraft(w)
	if err := d.deletes(req.Deletes); err != nil {
		return nil, err
	}
	if err := d.put(ctx, req.Puts); err != nil {
		return nil, err
	}
	for i := range req.Edits {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		e := &req.Edits[i]
		var err error
		var what string
		switch {
		case e.MoveArc != nil:
			what, err = "move_arc", d.moveArc(ctx, i, e.MoveArc)
		case e.Split != nil:
			what, err = "split", d.split(ctx, i, e.Split)
		default:
			what, err = "merge", d.merge(ctx, e.Merge)
		}
		if err != nil {
			return nil, in(err, "edits[%d].%s", i, what)
		}
	}
	d.recount()
	return d, nil
}

// change writes the draft down: what ends, then what is other than before, by key.
func (d *draft) change(note string) city.Change {
	c := city.Change{Author: Author, Note: note, Effective: d.Date, Base: &d.State.Revision}
	items := slices.Clone(d.items)
	slices.SortStableFunc(items, func(x, y *item) int {
		return cmp.Or(cmp.Compare(x.layer, y.layer), cmp.Compare(x.area.Code, y.area.Code), cmp.Compare(x.valid.From, y.valid.From))
	})
	for _, it := range items {
		if it.gone && !it.renumbered && it.now && it.was != nil {
			c.Entries = append(c.Entries, city.DeleteArea(it.area.Key(), d.Date, d.lasting(it)...))
		}
	}
	for _, it := range items {
		if it.gone || it.was != nil && (d.untouched(it) || sameContent(&it.was.Area, &it.area)) {
			continue
		}
		c.Entries = append(c.Entries, city.PutArea(it.area, city.Period{From: max(d.Date, it.valid.From), To: it.valid.To}))
	}
	for i := range d.World.buildings {
		if b := d.buildings[i]; b != nil {
			valid := d.World.buildings[i].Valid
			c.Entries = append(c.Entries, city.PutContent(b, city.Period{From: max(d.Date, valid.From), To: valid.To}))
		}
	}
	c.Entries = append(c.Entries, d.others...)
	return c
}

// lasting are the heirs of an area that ends. One that the same request made and ended
// again never was: its heirs stand in for it.
func (d *draft) lasting(it *item) []string {
	var out []string
	for _, code := range it.heirs {
		heir := d.inForce[city.Key{Layer: it.area.Layer, Code: code}]
		if heir == nil || !heir.gone || heir.was != nil {
			out = append(out, code)
			continue
		}
		out = append(out, d.lasting(heir)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// untouched is true of most areas: none of the edits came near.
func (d *draft) untouched(it *item) bool {
	a, b := it.area.Shape, it.was.Shape
	return !d.meant[it.area.Key()] && it.area.Parent == it.was.Parent && len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// parentOf is the smallest area in force of the layer above that owns the label point of an
// area; empty when there is none.
func (d *draft) parentOf(it *item) string {
	key := d.Scheme.Layers[it.layer].Parent
	if key == "" {
		return ""
	}
	at := partition.LabelPoint(it.area.Shape)
	var best *item
	for _, up := range d.items {
		if up.now && !up.gone && up.area.Layer == key && up.box.Contains(at) && up.area.Shape.Owns(at) &&
			(best == nil || up.area.Shape.TwiceArea().Compare(best.area.Shape.TwiceArea()) < 0) {
			best = up
		}
	}
	if best == nil {
		return ""
	}
	return best.area.Code
}
