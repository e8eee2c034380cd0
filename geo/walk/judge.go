package walk

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// ruling is a table of rules made ready for one profile.
type ruling struct {
	profile  *Profile
	classes  map[string]ClassRule
	access   map[[2]string]Use
	barring  []string // tags that can bar
	stops    map[string]StopRule
	barriers map[string]BarrierKind
	walked   map[string]bool // classes of ways on which people walk, whoever they are
	islet    geo.Metres
	checked  bool // its datum
}

func newRuling(r *Rules, p *Profile) *ruling {
	out := &ruling{profile: p, classes: map[string]ClassRule{}, access: map[[2]string]Use{}, stops: map[string]StopRule{}, barriers: map[string]BarrierKind{}, walked: map[string]bool{}, islet: UsualIslet, checked: r.DatumChecked}
	if r.IsletMetres != nil {
		out.islet = *r.IsletMetres
	}
	for _, c := range r.Classes {
		out.walked[c.Word] = passed(c.Use)
		if slices.Contains(p.Shut, c.Word) {
			c.Use = Barred
		}
		out.classes[c.Word] = c
	}
	for _, a := range r.Access {
		out.access[[2]string{a.Key, a.Value}] = a.Use
		if a.Use == Barred && !slices.Contains(out.barring, a.Key) {
			out.barring = append(out.barring, a.Key)
		}
	}
	slices.Sort(out.barring)
	for _, s := range r.Stops {
		out.stops[s.Word] = s
	}
	for _, b := range r.Barriers {
		out.barriers[b.Word] = b.Kind
	}
	return out
}

// classKeys are the tags that may hold the class of a thing, the strongest first.
var classKeys = []string{"class", "highway", "route", "railway", "waterway", "natural", "barrier", "crossing"}

// word is the class of a thing, the first of its class tags that the table knows; else the
// first at all.
func word[T any](table map[string]T, tags map[string]string) (string, bool) {
	first := ""
	for _, k := range classKeys {
		v := tags[k]
		if v == "" {
			continue
		}
		if _, known := table[v]; known {
			return v, true
		}
		if first == "" {
			first = v
		}
	}
	return first, false
}

// verdict is what the rules say of a way.
type verdict struct {
	use     Use
	cause   string  // why it is not walked: a class or a tag
	unknown string  // a class or tag that the rules do not know
	kmh     float64 // of the profile here
	steps   bool
	bridge  bool
	forth   bool // may be walked in the direction of its points
	back    bool
}

func (r *ruling) way(tags map[string]string) verdict {
	v := verdict{kmh: r.profile.Kmh, forth: true, back: true}
	w, known := word(r.classes, tags)
	c := r.classes[w]
	v.use, v.cause = c.Use, w
	if !known {
		v.use, v.unknown = Shut, w
		if w == "" {
			v.unknown = "(no class)"
		}
	}
	bridge := tags["bridge"]
	v.bridge = w == "bridge" || bridge != "" && bridge != "no"
	if use, tag := r.tags(tags, &v.unknown); tag != "" && (v.use != Barred || use == Barred) {
		v.use, v.cause = use, tag
	}
	if c.Steps || tags["steps"] == "yes" {
		v.steps, v.kmh = true, r.profile.StepsKmh
		if v.kmh == 0 && (v.use == Open || v.use == Residents) {
			v.use, v.cause = Shut, "steps"
		}
	}
	r.oneway(tags, &v)
	return v
}

// walks is true of a way of a class on which people walk, whoever they are and whatever its tags say.
func (r *ruling) walks(tags map[string]string) bool {
	w, _ := word(r.classes, tags)
	return r.walked[w]
}

// tags is the use that access tags say, and the tag that does: a barring one, else the
// strongest of the profile's. No tag: they say nothing.
func (r *ruling) tags(tags map[string]string, unknown *string) (use Use, tag string) {
	for _, k := range r.barring {
		if v := tags[k]; v != "" && r.access[[2]string{k, v}] == Barred {
			return Barred, k + "=" + v
		}
	}
	for _, k := range r.profile.Keys {
		v := tags[k]
		if v == "" {
			continue
		}
		if use, known := r.access[[2]string{k, v}]; known {
			return use, k + "=" + v
		}
		if *unknown == "" {
			*unknown = k + "=" + v
		}
	}
	if v := tags["motorroad"]; v != "" {
		if use, known := r.access[[2]string{"motorroad", v}]; known {
			return use, "motorroad=" + v
		}
	}
	return "", ""
}

func (r *ruling) oneway(tags map[string]string, v *verdict) {
	for _, k := range r.profile.Oneway {
		switch tags[k] {
		case "":
			continue
		case "yes", "1", "true":
			v.back = false
		case "-1", "reverse":
			v.forth = false
		}
		return
	}
}

// gate is what the rules say of a gate: who may pass, and the wait in tenths of a second.
func (r *ruling) gate(tags map[string]string) (use Use, wait Time, unknown string) {
	w, known := word(r.stops, tags)
	s := r.stops[w]
	use = s.Use
	if !known {
		use, unknown = Open, w
		if w == "" {
			unknown = "(no class)"
		}
	}
	if tags["crossing"] == "traffic_signals" { // highway=crossing says less than that
		if t, found := r.stops["traffic_signals"]; found {
			s.Seconds = max(s.Seconds, t.Seconds)
		}
	}
	if said, tag := r.tags(tags, &unknown); tag != "" && (use != Barred || said == Barred) {
		use = said
	}
	return use, Time(s.Seconds*10 + 0.5), unknown
}

// barrier is the kind of a barrier; one that lies underground or is not known by the rules
// stands in nobody's way, and the latter is told.
func (r *ruling) barrier(tags map[string]string) (kind BarrierKind, unknown string) {
	w, known := word(r.barriers, tags)
	if t := tags["tunnel"]; t != "" && t != "no" {
		return None, ""
	}
	if !known {
		return None, w
	}
	return r.barriers[w], ""
}
