package walk

import "strings"

// Adult is the profile that coverage is counted with.
const Adult = "adult"

// DefaultRules are the rules without a file of one's own. The words are those of
// OpenStreetMap's wiki (Key:highway, Key:access, Key:barrier) and of the demo city.
func DefaultRules() *Rules {
	r := &Rules{}
	for _, c := range []struct {
		use   Use
		words string
	}{
		{Open, "primary primary_link secondary secondary_link tertiary tertiary_link trunk trunk_link unclassified residential " +
			"living_street service road busway pedestrian footway path cycleway track bridleway corridor platform crossing elevator " +
			"escape emergency_bay " + // from here on, those of the demo city
			"arterial highway local lane bank"},
		{Shut, "motorway motorway_link bus_guideway raceway via_ferrata ladder expressway"},
		{Barred, "ferry proposed construction planned abandoned razed demolished"},
		{Mark, "bridge"},
	} {
		for _, w := range strings.Fields(c.words) {
			r.Classes = append(r.Classes, ClassRule{Word: w, Use: c.use})
		}
	}
	r.Classes = append(r.Classes, ClassRule{Word: "steps", Use: Open, Steps: true})
	r.Access = defaultAccess()
	r.Stops = defaultStops()
	r.Barriers = defaultBarriers()
	foot := []string{"foot", "walk", "access"}
	oneway := []string{"oneway:foot"}
	r.Profiles = []Profile{
		{Name: Adult, Kmh: 4.5, StepsKmh: 2.5, Keys: foot, Oneway: oneway, Slopes: true},
		{Name: "elderly", Kmh: 3.2, StepsKmh: 1.5, Keys: foot, Oneway: oneway, Slopes: true},
		{Name: "wheelchair", Kmh: 3.2, Keys: append([]string{"wheelchair"}, foot...), Oneway: oneway, Slopes: true},
		{Name: "bicycle", Kmh: 12, StepsKmh: 1.5, Keys: append([]string{"bicycle"}, foot...), Oneway: []string{"oneway:bicycle", "oneway"},
			Shut: []string{"trunk", "trunk_link", "platform", "elevator", "corridor"}},
	}
	return r
}

func defaultAccess() []AccessRule {
	var out []AccessRule
	for _, key := range []string{"foot", "walk", "access", "bicycle"} {
		for _, a := range []struct {
			use    Use
			values string
		}{
			{Open, "yes designated official permissive public discouraged dismount"},
			{Residents, "private residents destination customers permit delivery employees"},
			{Shut, "no use_sidepath agricultural forestry military emergency restricted"},
		} {
			for _, v := range strings.Fields(a.values) {
				out = append(out, AccessRule{key, v, a.use})
			}
		}
	}
	return append(out,
		AccessRule{"wheelchair", "no", Shut},
		AccessRule{"locked", "yes", Barred},
		AccessRule{"closed", "yes", Barred},
		AccessRule{"state", "closed", Barred},
		AccessRule{"motorroad", "yes", Shut},
	)
}

func defaultStops() []StopRule {
	var out []StopRule
	for _, s := range []struct {
		seconds float64
		words   string
	}{
		{3, "gate lift_gate swing_gate sliding_gate wicket_gate main_gate kissing_gate hampshire_gate bump_gate turnstile " +
			"full-height_turnstile security_control sliding_beam door"},
		{12, "traffic_signals"},
		{15, "level_crossing railway_crossing"},
		{0, "entrance crossing stile sally_port toll_booth border_control bollard cycle_barrier block kerb"},
	} {
		for _, w := range strings.Fields(s.words) {
			out = append(out, StopRule{w, Open, s.seconds})
		}
	}
	return out
}

func defaultBarriers() []BarrierRule {
	var out []BarrierRule
	for _, b := range []struct {
		kind  BarrierKind
		words string
	}{
		{Wall, "wall city_wall retaining_wall cliff"},
		{Fence, "fence hedge guard_rail jersey_barrier cable_barrier handrail chain hedge_bank wire_fence wood_fence railing"},
		{River, "river canal stream tidal_channel riverbank fairway water coastline"},
		{Rail, "rail light_rail narrow_gauge monorail funicular preserved"},
		{None, "subway tram disused miniature kerb bridge drain ditch flowline"},
	} {
		for _, w := range strings.Fields(b.words) {
			out = append(out, BarrierRule{w, b.kind})
		}
	}
	return out
}
