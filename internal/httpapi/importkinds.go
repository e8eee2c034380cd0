package httpapi

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// importKinds is the one table of what a file may hold: areas, then all kinds of tables.
var importKinds = func() []string {
	out := []string{city.KindArea.String()}
	for _, kind := range intake.TableKinds() {
		out = append(out, string(kind))
	}
	return append(out, kindNetwork)
}()

// kindNetwork is a file of streets, gates, walls, rivers and railways.
const kindNetwork = "network"

// importFormats are the ends of names that are taken.
var importFormats = []string{"geojson", "json", "topojson", "zip", "gpkg", "csv", "xlsx", "dxf", "kml", "kmz", "osm", "pbf", "graphml"}

// importOwn are the parameters that are for some kinds alone, by the kind; those that are in no list are
// for all.
var importOwn = map[string][]string{
	"area":                           {"layer", "crs", "swap_axes", "code_field", "name_field", "parent_field", "replace", "within", "repair", "conflicts", "permission", "strict", "data_date"},
	string(intake.TableAttributes):   {"layer", "code_field", "name_field", "parent_field", "permission", "strict", "data_date"},
	string(intake.TableBuilding):     {"crs", "swap_axes", "code_field", "name_field", "replace", "conflicts", "permission", "strict", "data_date"},
	string(intake.TablePlace):        {"layer", "crs", "swap_axes", "code_field", "name_field", "replace", "conflicts", "permission", "strict", "data_date"},
	string(intake.TableBarrier):      {"layer", "crs", "swap_axes", "code_field", "name_field", "replace", "conflicts", "permission", "strict", "data_date"},
	string(intake.TableOrganisation): {"replace", "strict", "data_date"}, string(intake.TablePerson): {"replace", "strict", "data_date"},
	string(intake.TablePost): {"replace", "strict", "data_date"},
	kindNetwork:              {"crs", "swap_axes", "code_field", "name_field", "class_field", "class", "replace", "permission"},
}

// importOwned are the parameters that stand in some list of importOwn.
var importOwned = slices.Sorted(maps.Keys(func() map[string]bool {
	out := map[string]bool{}
	for _, names := range importOwn {
		for _, name := range names {
			out[name] = true
		}
	}
	return out
}()))

// importAsk is what is asked of a file; of the options, those of its kind count.
type importAsk struct {
	kind       string
	layer      string // of areas, or the sort of all places or barriers; empty = not said
	areas      intake.Options
	things     intake.ThingOptions
	attributes intake.AttributeOptions
	people     intake.PeopleOptions
	network    intake.NetworkOptions
	permission city.Permission
	even       bool // even_restricted
}

// ofAreas is true of a file for which a layer of the scheme must be named.
func (a *importAsk) ofAreas() bool {
	return a.kind == "area" || a.kind == string(intake.TableAttributes)
}

// importAsked reads what is asked of a file.
func importAsked(q url.Values) (importAsk, error) {
	ask := importAsk{kind: cmp.Or(q.Get("kind"), "area"), layer: q.Get("layer")}
	for _, name := range importOwned {
		if q.Has(name) && !slices.Contains(importOwn[ask.kind], name) {
			return ask, &badParameter{name: name, code: "unknown_parameter", msg: name + " is not for " + ask.kind}
		}
	}
	if ask.ofAreas() && q.Get("layer") == "" {
		return ask, &badParameter{name: "layer", code: "missing_parameter", msg: "the file is for the areas of a layer: layer is missing"}
	}
	var from *city.Date
	if text := q.Get("effective_from"); text != "" {
		d, err := city.ParseDate(text)
		if err != nil {
			return ask, err
		}
		from = &d
	}
	conflicts, err := intake.ParseConflictRule(q.Get("conflicts"))
	if err != nil {
		return ask, err
	}
	yes := func(name string) bool { return q.Get(name) == "true" }
	origin := intake.Origin{Source: strings.TrimSpace(q.Get("source")), DataDate: q.Get("data_date"), Permission: city.Permission(q.Get("permission"))}
	if err := origin.Check(); err != nil {
		return ask, err
	}
	ask.permission, ask.even = origin.Permission, yes("even_restricted")
	note := strings.TrimSpace("import " + ask.kind + " " + q.Get("layer"))
	switch kind := intake.TableKind(ask.kind); kind {
	case intake.TableBuilding, intake.TablePlace, intake.TableBarrier:
		ask.things = intake.ThingOptions{
			Kind: kind, Layer: q.Get("layer"), CRS: cmp.Or(q.Get("crs"), "auto"), SwapAxes: yes("swap_axes"), CodeField: q.Get("code_field"), NameField: q.Get("name_field"),
			Replace: yes("replace"), Strict: yes("strict"), EffectiveFrom: from, SourceLayer: q.Get("source_layer"), Encoding: q.Get("encoding"), Note: note, Origin: origin,
			Conflicts: conflicts,
		}
	case intake.TableAttributes:
		ask.attributes = intake.AttributeOptions{
			Layer: q.Get("layer"), CodeField: q.Get("code_field"), NameField: q.Get("name_field"), ParentField: q.Get("parent_field"),
			Strict: yes("strict"), EffectiveFrom: from, SourceLayer: q.Get("source_layer"), Encoding: q.Get("encoding"), Note: note, Origin: origin,
		}
	case intake.TableOrganisation, intake.TablePerson, intake.TablePost:
		ask.people = intake.PeopleOptions{
			Kind: peopleKind(ask.kind), Sheet: q.Get("source_layer"), Encoding: q.Get("encoding"), Replace: yes("replace"), Strict: yes("strict"), EffectiveFrom: from,
			Origin: origin,
		}
	case kindNetwork:
		ask.network = networkAsked(q, from, origin)
	default:
		ask.areas, err = areasAsked(q, from)
		ask.areas.Conflicts = conflicts
		ask.areas.Origin = origin
		return ask, err
	}
	return ask, nil
}

// with adds what came beside the file: control points are for areas, a mapping is for tables. Its name is in
// the note, but that of a table about persons, which may be a person's.
func (a *importAsk) with(sent *sentFile) error {
	if sent.name != "" {
		for _, note := range []*string{&a.areas.Note, &a.things.Note, &a.attributes.Note, &a.network.Note} {
			if *note != "" {
				*note += " " + sent.name
			}
		}
	}
	if sent.control != "" {
		if a.kind != "area" {
			return &badParameter{name: "control", code: "unknown_parameter", msg: "control is not for " + a.kind}
		}
		a.areas.Control = sent.control
	}
	m := sent.mapping
	switch {
	case m == nil:
		return nil
	case a.kind == "area", a.kind == kindNetwork:
		return &badParameter{name: "mapping", code: "unknown_parameter", msg: "mapping is for tables: of a file of areas or streets name the fields"}
	case string(m.Kind) != a.kind:
		return &badParameter{name: "mapping", code: "bad_mapping", msg: "the mapping is for tables of kind " + string(m.Kind) + ", not " + a.kind}
	}
	a.things.Mapping, a.attributes.Mapping, a.people.Mapping = m, m, m
	return nil
}

// areasAsked reads what is asked of a file of areas, to hold from a date.
func areasAsked(q url.Values, from *city.Date) (intake.Options, error) {
	yes := func(name string) bool { return q.Get(name) == "true" }
	o := intake.Options{
		Layer: q.Get("layer"), CRS: cmp.Or(q.Get("crs"), "auto"), SwapAxes: yes("swap_axes"), CodeField: q.Get("code_field"), NameField: q.Get("name_field"),
		ParentField: q.Get("parent_field"), Replace: yes("replace"), Within: q.Get("within"), Strict: yes("strict"), EffectiveFrom: from,
		SourceLayer: q.Get("source_layer"), Encoding: q.Get("encoding"), Note: "import " + q.Get("layer"),
	}
	if q.Has("within") && !o.Replace {
		return o, &badParameter{name: "within", code: "unknown_parameter", msg: "within goes with replace=true"}
	}
	var err error
	if text := q.Get("repair"); text != "" {
		o.Repairs, err = intake.ParseRepairs(strings.Split(text, ","))
	}
	return o, err
}

// networkAsked reads what is asked of a file of streets, to hold from a date.
func networkAsked(q url.Values, from *city.Date, origin intake.Origin) intake.NetworkOptions {
	return intake.NetworkOptions{
		Options: streets.Options{
			CRS: cmp.Or(q.Get("crs"), "auto"), SwapAxes: q.Get("swap_axes") == "true", ClassField: q.Get("class_field"), Class: q.Get("class"),
			CodeField: q.Get("code_field"), NameField: q.Get("name_field"), SourceLayer: q.Get("source_layer"), Encoding: q.Get("encoding"),
		},
		Source: origin.Source, Permission: origin.Permission, Replace: q.Get("replace") == "true", EffectiveFrom: from, Note: "import " + kindNetwork,
	}
}

func peopleKind(name string) city.RecordKind {
	kinds := []city.RecordKind{city.KindOrganisation, city.KindPerson, city.KindPost}
	return kinds[max(0, slices.IndexFunc(kinds, func(k city.RecordKind) bool { return k.String() == name }))]
}

// importReports hold the report of a file; at most one of them is there.
type importReports struct {
	areas      *intake.Report
	things     *intake.ThingReport
	attributes *intake.AttributeReport
	people     *intake.PeopleReport
	network    *intake.NetworkReport
}

// outcome is how the file was judged and the revision that the report names; there is false where there
// is no report.
func (r *importReports) outcome() (status intake.Status, revision int64, there bool) {
	switch {
	case r.areas != nil:
		return r.areas.Status, r.areas.Revision, true
	case r.things != nil:
		return r.things.Status, r.things.Revision, true
	case r.attributes != nil:
		return r.attributes.Status, r.attributes.Revision, true
	case r.people != nil:
		return r.people.Status, r.people.Revision, true
	case r.network != nil:
		return r.network.Status, r.network.Revision, true
	}
	return "", 0, false
}

// importRun is what the work on a file goes by.
type importRun struct {
	store    city.Store
	keys     city.Keys
	path     string
	dry      bool
	check    func(context.Context, *city.Change) error
	progress func(string)
	now      func() time.Time
	seen     intake.Seen
}

// run imports a file as what it is said to be.
func (a *importAsk) run(ctx context.Context, w *importRun) (r importReports, err error) {
	switch kind := intake.TableKind(a.kind); kind {
	case intake.TableBuilding, intake.TablePlace, intake.TableBarrier:
		o := a.things
		o.DryRun, o.Check, o.Progress, o.Now, o.Seen = w.dry, w.check, w.progress, w.now, w.seen
		r.things, err = intake.ImportThings(ctx, w.store, w.path, o)
	case intake.TableAttributes:
		o := a.attributes
		o.DryRun, o.Check, o.Progress, o.Now, o.Seen = w.dry, w.check, w.progress, w.now, w.seen
		r.attributes, err = intake.ImportAttributes(ctx, w.store, w.path, o)
	case intake.TableOrganisation, intake.TablePerson, intake.TablePost:
		o := a.people
		o.DryRun, o.Check, o.Progress, o.Now, o.Seen = w.dry, w.check, w.progress, w.now, w.seen
		r.people, err = intake.ImportPeople(ctx, w.store, w.keys, w.path, o)
	case kindNetwork:
		o := a.network
		o.DryRun, o.Check, o.Progress, o.Now = w.dry, w.check, w.progress, w.now
		r.network, err = intake.ImportNetwork(ctx, w.store, w.path, o)
	default:
		o := a.areas
		o.DryRun, o.Check, o.Progress, o.Now, o.Seen = w.dry, w.check, w.progress, w.now, w.seen
		r.areas, err = intake.Import(ctx, w.store, w.path, o)
	}
	return r, err
}
