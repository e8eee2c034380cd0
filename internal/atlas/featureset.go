package atlas

import (
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/cql2"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/internal/city"
)

// Collection is all that is public of one layer: areas of a layer of the scheme, the
// buildings, one layer of lines or one kind of places.
type Collection struct {
	Key  string
	Kind city.RecordKind
	Name city.Label
	// Columns are the properties, the geometry first.
	Columns []FeatureColumn
	// Count is how many features are in force, Bounds where they are; empty where none is.
	Count  int
	Bounds geo.Box
	// Since and Until are the dates between which there is any version.
	Since, Until city.Date
	// Tiled is true where the tiles have a layer of this key.
	Tiled bool

	items []Feature // in force, in the order of codes
	boxes near.Tree[int]
}

// Filterable are the columns as a filter sees them.
func (c *Collection) Filterable() []cql2.Column {
	out := make([]cql2.Column, len(c.Columns))
	for i := range c.Columns {
		out[i] = c.Columns[i].Column
	}
	return out
}

// collections are those of a picture, made when somebody first asks.
type collections struct {
	mu    sync.Mutex
	byKey map[string]*Collection
}

// featureBytes is what a feature and its box take.
const featureBytes = 250

// CollectionKeys lists the collections: the layers of the scheme, then the buildings and the
// lines that the city has, then the kinds of places. A layer goes before what has its key
// otherwise, as in exports.
func (p *Picture) CollectionKeys() []string {
	var out []string
	add := func(key string) {
		if !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	for i := range p.layers {
		add(p.layers[i].def.Key)
	}
	for _, key := range append([]string{city.LayerBuilding}, city.LineLayers()...) {
		kind := city.KindLine
		if key == city.LayerBuilding {
			kind = city.KindBuilding
		}
		if len(p.archived(kind, key)) > 0 {
			add(key)
		}
	}
	for i := range p.Scheme.Places {
		add(p.Scheme.Places[i].Key)
	}
	return out
}

// Collection finds a collection; NotFound with code unknown_collection where there is none.
func (p *Picture) Collection(key string) (*Collection, error) {
	if !slices.Contains(p.CollectionKeys(), key) {
		return nil, city.Errorf(city.NotFound, "unknown_collection", "there is no collection %.40q", key)
	}
	o := &p.collections
	o.mu.Lock()
	defer o.mu.Unlock()
	if c := o.byKey[key]; c != nil {
		return c, nil
	}
	c, err := p.collect(key)
	if err != nil {
		return nil, err
	}
	if o.byKey == nil {
		o.byKey = map[string]*Collection{}
	}
	o.byKey[key] = c
	p.asides.Add(int64(featureBytes * len(c.items)))
	return c, nil
}

func (p *Picture) collect(key string) (*Collection, error) {
	kind, err := recordKind(p.Scheme, key)
	if err != nil {
		return nil, err
	}
	c := &Collection{Key: key, Kind: kind, Name: p.collectionName(kind, key), Bounds: geo.EmptyBox(), Tiled: kind != city.KindPlace}
	if kind != city.KindArea && p.takesName(key) {
		c.Tiled = false
	}
	c.Since, c.Until = city.OpenEnd, city.OpenStart
	all := p.versions(c, everyCode)
	for i := range all {
		f := &all[i]
		c.Since, c.Until = min(c.Since, f.period.From), max(c.Until, f.period.To)
		if f.period.Holds(p.Date) {
			c.Bounds = c.Bounds.Union(f.box)
			c.boxes.Insert(f.box, len(c.items))
			c.items = append(c.items, *f)
		}
	}
	c.Count = len(c.items)
	c.Columns = columnsOf(kind, classKeys(all))
	return c, nil
}

func (p *Picture) collectionName(kind city.RecordKind, key string) city.Label {
	switch kind {
	case city.KindArea:
		if def, err := p.Scheme.Layer(key); err == nil {
			return def.Name
		}
	case city.KindPlace:
		for _, k := range p.Scheme.Places {
			if k.Key == key {
				return k.Name
			}
		}
	case city.KindBuilding, city.KindLine: // below
	case city.KindOrganisation, city.KindPerson, city.KindPost: // are in no collection
	}
	names := map[string]city.Label{
		city.LayerBuilding: {Zh: "建筑", En: "Buildings"}, city.LayerRoad: {Zh: "道路", En: "Roads"}, city.LayerRiver: {Zh: "河流", En: "Rivers"},
		city.LayerRail: {Zh: "铁路", En: "Railways"}, city.LayerWall: {Zh: "围墙", En: "Walls"}, city.LayerPath: {Zh: "小路", En: "Paths"},
	}
	if l, ok := names[key]; ok {
		return l
	}
	return city.Label{Zh: key, En: key}
}

// archived are all versions of the things of a layer, of all dates.
func (p *Picture) archived(kind city.RecordKind, key string) []city.Record {
	all := p.chronicle.things.records
	first := func(k city.Key) int {
		i, _ := slices.BinarySearchFunc(all, k, func(r city.Record, k city.Key) int { return r.Key().Compare(k) })
		return i
	}
	return all[first(city.Key{Kind: kind, Layer: key}):first(city.Key{Kind: kind, Layer: key + "\x00"})]
}

// everyCode stands for all codes: no thing has it.
const everyCode = ""

// versions are all versions of a collection, or of one code of it, of all dates, by code, then
// beginning.
func (p *Picture) versions(c *Collection, code string) []Feature {
	if c.Kind != city.KindArea {
		records := p.archived(c.Kind, c.Key)
		if code != everyCode {
			from, to := rangeOf(len(records), func(i int) string { return records[i].Key().Code }, code)
			records = records[from:to]
		}
		out := make([]Feature, len(records))
		for i := range records {
			out[i] = newFeature(records[i].Content, records[i].Valid, records[i].Content.Box(), p.Date)
		}
		return out
	}
	n := slices.IndexFunc(p.layers, func(l layer) bool { return l.def.Key == c.Key })
	if n < 0 {
		return nil
	}
	l, past := &p.layers[n], p.chronicle.layers[n]
	p.blocks() // they say which areas in force may tell what they count
	from, to := 0, len(past.areas)
	if code != everyCode {
		from, to = rangeOf(to, func(i int) string { return past.areas[i].Code }, code)
	}
	out := make([]Feature, to-from)
	for i, v := range past.areas[from:to] {
		out[i] = newFeature(&v.Area, v.Valid, past.facts[from+i].box, p.Date)
		out[i].mixed = true // counts are told of now alone
		if j, found := l.find(v.Code); found && l.areas[j] == v {
			out[i].mixed = l.mixed[j]
		}
	}
	return out
}

// rangeOf is where a code stands among n sorted ones.
func rangeOf(n int, at func(i int) string, code string) (from, to int) {
	from = sort.Search(n, func(i int) bool { return at(i) >= code })
	return from, from + sort.Search(n-from, func(i int) bool { return at(from+i) > code })
}

// byCode is the place of the first of features whose code is not less.
func byCode(items []Feature, code string) (int, bool) {
	return slices.BinarySearchFunc(items, code, func(f Feature, code string) int { return strings.Compare(f.content.Key().Code, code) })
}
