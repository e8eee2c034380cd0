package intake

import (
	"bytes"
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// compare makes the puts of the Change: one for each row that says something new.
func (im *thingImporter) compare(ctx context.Context) error {
	for i, d := range im.drafts {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if d.rejected {
			continue
		}
		key := d.given.Key()
		old := im.things.now(key)
		if old == nil && !d.moved {
			im.reject(d, &rowFault{im.head.titles[colLon], "no_position", "it is new, and the row does not say where it is: columns of longitude and latitude, or of well-known text"}, nil)
			continue
		}
		past, fault := im.mended(d, im.things.ends(key))
		if fault != nil {
			im.reject(d, fault, corner(d.given))
			continue
		}
		leave, err := im.overStore(d, old)
		if err != nil {
			return err
		}
		if leave {
			im.keep(old, key)
			continue
		}
		if fault := im.judge(d, old, im.things.ends(key)); fault != nil {
			im.reject(d, fault, corner(d.given))
			continue
		}
		same, err := sameContent(old, d.given)
		if err != nil {
			return err
		}
		if same && len(past) == 0 {
			im.keep(old, key)
			d.given = old // and not twice in memory
			continue
		}
		im.report.Accepted++
		if err := im.put(d, past); err != nil {
			return err
		}
	}
	return nil
}

// put adds what a row says from the effective date on, and what it mends besides.
func (im *thingImporter) put(d *thingDraft, past []city.Entry) error {
	key := d.given.Key()
	if len(past) > 0 {
		im.report.Mended++
	}
	past, now, err := continued(past, city.PutContent(d.given, city.Period{From: im.from, To: im.things.ends(key)}))
	im.change.Entries = append(append(im.change.Entries, past...), now)
	return err
}

// overStore gives a draft what the store shall hold; leave is true where that is what it holds.
func (im *thingImporter) overStore(d *thingDraft, old city.Content) (leave bool, err error) {
	if im.exported != nil {
		return im.mergeEdited(d, old)
	}
	d.given = d.merged(old)
	return false, nil
}

// keep counts a row that changes nothing; old is nil where the thing stays ended.
func (im *thingImporter) keep(old city.Content, key city.Key) {
	im.report.Accepted++
	im.report.Unchanged++
	if im.o.Check != nil && old != nil {
		im.same = append(im.same, city.PutContent(old, city.Period{From: im.from, To: im.things.ends(key)}))
	}
}

// judge looks at what would be stored: by itself, and at the areas that it names.
func (im *thingImporter) judge(d *thingDraft, old city.Content, end city.Date) *rowFault {
	err := city.CheckContent(im.scheme, d.given)
	if err == nil {
		err = city.CheckFollows(old, d.given, im.from)
	}
	if err == nil {
		err = city.CheckOpening(d.given, max(im.from, todayIn(im.scheme, im.o.Now)))
	}
	if city.CodeOf(err) == "stage_order" {
		return &rowFault{im.head.titles[colStages], "stage_order", err.Error()}
	}
	if err != nil {
		return &rowFault{"", "bad_content", err.Error()}
	}
	b, isBuilding := d.given.(*city.Building)
	if !isBuilding {
		return nil
	}
	for _, named := range []struct{ column, layer, code string }{
		{colGrid, city.LayerGrid, b.Grid}, {colCompound, city.LayerCompound, b.Compound},
	} {
		if named.code == "" {
			continue
		}
		if until := im.areas.lasts(city.Key{Layer: named.layer, Code: named.code}, im.from); until < end {
			return &rowFault{im.head.titles[named.column], "unknown_area", "the area of layer " + named.layer + " that it names does not exist on " + until.String()}
		}
	}
	return nil
}

func sameContent(old, now city.Content) (bool, error) {
	if old == nil {
		return false, nil
	}
	before, err := city.Encode(old)
	if err != nil {
		return false, err
	}
	after, err := city.Encode(now)
	return bytes.Equal(before, after), err
}

// endMissing ends those in force that the file lacks, when that is asked for. What is in a rejected
// row stays; so each row must tell its code.
func (im *thingImporter) endMissing() error {
	if im.o.Replace {
		for _, d := range im.drafts {
			if d.code == "" {
				return city.Errorf(city.Invalid, "bad_code", "%s: with --replace every row needs a code that can be read; %s has none", im.path, d.words())
			}
		}
	}
	if im.exported != nil {
		return im.endEdited()
	}
	if !im.o.Replace {
		return nil
	}
	has, groups := map[string]bool{}, map[thingLayer]bool{im.layer: im.o.Layer != "" || im.kind == city.KindBuilding}
	for _, d := range im.drafts {
		has[d.code] = true
		if d.layer.layer != "" {
			groups[d.layer] = true
		}
	}
	var ended []city.Key
	for key, v := range im.things.inForce {
		if !has[key.Code] && groups[groupOf(v.Content)] {
			ended = append(ended, key)
		}
	}
	slices.SortFunc(ended, city.Key.Compare)
	for _, key := range ended {
		im.report.Ended = append(im.report.Ended, key.Code)
		im.change.Entries = append(im.change.Entries, city.DeleteKey(key, im.from))
	}
	return nil
}

// groupOf is what a stored thing is to --replace: a gate is no wall, though both are in one layer.
func groupOf(c city.Content) thingLayer {
	at := thingLayer{layer: c.Key().Layer}
	if l, isLine := c.(*city.Line); isLine {
		at.class = l.Class[`class`]
	}
	return at
}

// countUnplaced counts the buildings that name no grid or compound and lie in none, where the scheme has
// such layers.
func (im *thingImporter) countUnplaced(ctx context.Context) error {
	if im.kind != city.KindBuilding {
		return nil
	}
	for _, c := range []struct {
		layer string
		named func(*city.Building) string
		count *int
	}{
		{city.LayerGrid, func(b *city.Building) string { return b.Grid }, &im.report.NoGrid},
		{city.LayerCompound, func(b *city.Building) string { return b.Compound }, &im.report.NoCompound},
	} {
		if _, err := im.scheme.Layer(c.layer); err != nil {
			continue // the city has no such layer
		}
		ix, err := im.indexOf(c.layer)
		if err != nil {
			return err
		}
		var over []int32
		for i, d := range im.drafts {
			if i%1024 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			b, taken := d.given.(*city.Building)
			if d.rejected || !taken || c.named(b) != "" {
				continue
			}
			if ix == nil {
				*c.count++
			} else if over = ix.Covering(0, pointOf(b), over[:0]); len(over) == 0 {
				*c.count++
			}
		}
	}
	return nil
}

// indexOf finds the areas of a layer over a point; nil where there are none.
func (im *thingImporter) indexOf(layer string) (*locate.Index, error) {
	def, err := im.scheme.Layer(layer)
	if err != nil {
		return nil, err
	}
	return indexOf(def, im.areas.inForce[layer])
}

// indexOf finds those of the areas of a layer that are over a point; nil where there are none.
func indexOf(def *city.LayerDef, areas []*city.Version) (*locate.Index, error) {
	if len(areas) == 0 {
		return nil, nil
	}
	l := locate.Layer{Key: def.Key, Partition: def.Partition, Areas: make([]locate.Area, len(areas))}
	for i, v := range areas {
		l.Areas[i] = locate.Area{Code: v.Code, Shape: v.Shape}
	}
	return locate.Build([]locate.Layer{l})
}

// pointOf is where a building counts: its main entrance, else its point, else one in its shape.
func pointOf(b *city.Building) geo.Point {
	switch {
	case len(b.Entrances) > 0:
		return b.Entrances[0]
	case len(b.Shape) > 0:
		return partition.LabelPoint(b.Shape)
	}
	return *b.Point
}

// finish sums the report up and applies the change, where there is one and it is asked for.
func (im *thingImporter) finish(ctx context.Context, s city.Store) error {
	r := im.report
	r.sort()
	im.change.Author, im.change.Effective, im.change.Base = im.o.Author, im.from, &im.state.Revision
	if len(im.change.Entries) > 0 {
		im.change.Effective = min(im.from, firstDay(im.change.Entries))
	}
	if err := checker(im.o.Check).signed(ctx, &im.change, im.same); err != nil {
		return err
	}
	switch {
	case im.o.Strict && r.Findings() > 0, r.Accepted == 0, len(r.Conflicts) > 0 && im.o.Conflicts == "":
		r.Status, r.Ended = Refused, []string{}
		return nil
	case len(im.change.Entries) == 0:
		r.Status = Unchanged
		return nil
	}
	im.change.Note = im.o.Origin.noted(cmp.Or(im.o.Note, "import "+string(im.o.Kind)+" "+strings.ToValidUTF8(filepath.Base(im.path), "?")))
	r.Status = Stored
	if r.Findings() > 0 {
		r.Status = StoredWithFindings
	}
	im.drafts, im.rows, im.known, im.mends, im.things = nil, nil, nil, nil, storedLines{} // the change holds what is needed
	unchanged, revision, err := apply(ctx, s, im.change, im.o.DryRun, im.o.Progress)
	if unchanged {
		r.Status = Unchanged
	}
	r.Revision = max(r.Revision, revision)
	return err
}

// apply writes a change, or judges it where nothing is to be written; revision is 0 where nothing was.
func apply(ctx context.Context, s city.Store, c city.Change, dry bool, progress Progress) (unchanged bool, revision int64, err error) {
	if dry {
		judged, err := city.Judge(ctx, s, c)
		if err != nil {
			return false, 0, err
		}
		return judged.Empty(), 0, nil
	}
	progress.tell("writing")
	rev, err := s.Apply(ctx, c)
	if err != nil {
		return false, 0, err
	}
	return rev.Entries == 0, rev.Number, nil
}

// corner is the south-west corner of what a thing takes, to show where it is.
func corner(c city.Content) *orb.Point {
	box := c.Box()
	if box.Empty() {
		return nil
	}
	return place(box.Min)
}
