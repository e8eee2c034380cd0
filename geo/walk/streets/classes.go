package streets

import (
	"slices"
	"strings"
)

// kinds says what the values of the keys of OpenStreetMap are to who walks (the wiki's pages
// Key:highway, Key:railway, Key:waterway, Key:barrier). Which of them one may walk on is the
// business of the walking rules, not of the reader: a motorway is a road that the rules close.
var kinds = map[string]map[string]Kind{
	"highway": table(map[Kind]string{
		Road: "motorway motorway_link trunk trunk_link primary primary_link secondary secondary_link tertiary tertiary_link " +
			"unclassified residential living_street service road busway bus_guideway escape raceway emergency_bay",
		Path: "footway path pedestrian steps cycleway track bridleway corridor elevator via_ferrata platform ladder crossing",
	}),
	"railway": table(map[Kind]string{
		Rail: "rail light_rail narrow_gauge subway monorail tram funicular preserved disused miniature",
		Path: "platform",
	}),
	"waterway": table(map[Kind]string{River: "river canal stream drain ditch tidal_channel riverbank"}),
	"barrier": table(map[Kind]string{
		Wall: "wall fence hedge city_wall retaining_wall guard_rail jersey_barrier cable_barrier handrail chain ditch gate " +
			"lift_gate swing_gate sliding_gate wicket_gate hedge_bank wire_fence wood_fence railing yes",
	}),
	"natural": table(map[Kind]string{River: "water coastline", Wall: "cliff"}),
	"landuse": table(map[Kind]string{River: "reservoir basin"}),
	"route":   table(map[Kind]string{Path: "ferry"}),
}

// order is that in which the keys are asked: a street with rails in it is a street.
var order = []string{"highway", "railway", "waterway", "barrier", "route", "natural", "landuse"}

// left says why values are left out.
var left = map[string]map[string]string{
	"highway": causes(map[string]string{
		LeftNotBuilt: "proposed construction planned abandoned razed demolished dismantled no",
		LeftNoWay: "bus_stop rest_area services toll_gantry traffic_signals street_lamp speed_camera give_way stop turning_circle " +
			"motorway_junction passing_place mini_roundabout milestone trailhead",
	}),
	"railway": causes(map[string]string{
		LeftNotBuilt: "proposed construction abandoned razed demolished dismantled no",
		LeftNoWay: "station halt yard site signal switch level_crossing crossing turntable traverser buffer_stop depot " +
			"engine_shed roundhouse workshop wash platform_edge facility museum container_terminal railway_crossing loading_ramp ventilation_shaft",
	}),
	"waterway": causes(map[string]string{
		LeftNotBuilt: "proposed construction abandoned",
		LeftNoWay: "dam weir dock boatyard lock_gate fuel waterfall turning_point water_point sluice_gate pressurised rapids " +
			"fish_pass canoe_pass lock penstock fairway flowline",
	}),
	"barrier": causes(map[string]string{
		LeftNotBuilt:    "no proposed construction removed",
		LeftNoHindrance: "kerb bollard block log tyres cycle_barrier motorcycle_barrier rope debris tank_trap step planter",
	}),
}

// gates are the barriers at a point that let people through, or did. A rule decides from
// access, foot and locked whether this one does.
var gates = words("gate lift_gate swing_gate sliding_gate sliding_beam wicket_gate kissing_gate hampshire_gate bump_gate turnstile " +
	"full-height_turnstile entrance sally_port stile border_control door security_control")

// stopWord is the class of a point where people wait or are stopped: a barrier, a signal, a
// crossing; empty for any other.
func stopWord(tags map[string]string) string {
	switch {
	case tags["barrier"] != "":
		return tags["barrier"]
	case tags["highway"] == "traffic_signals", tags["highway"] == "crossing":
		return tags["highway"]
	case tags["railway"] == "level_crossing":
		return "level_crossing"
	case tags["railway"] == "crossing":
		return "railway_crossing"
	}
	return ""
}

// passed are barriers at a point that hinder nobody on foot.
var passed = words("bollard block kerb cycle_barrier motorcycle_barrier cattle_grid height_restrictor spikes log toll_booth rope planter " +
	"debris chain jersey_barrier tyres bus_trap car_trap horse_stile no rising_bollard bar step barrier_board")

// kept are the tags that go with a line, for the rules and for people.
var kept = words("access foot barrier locked bridge tunnel layer level covered indoor oneway oneway:foot oneway:conditional junction surface " +
	"smoothness incline wheelchair sidewalk sidewalk:left sidewalk:right sidewalk:both footway service bicycle motorroad lit step_count ramp " +
	"ramp:wheelchair crossing opening_hours access:conditional foot:conditional area conveying informal segregated trail_visibility sac_scale " +
	"maxwidth width crossing:signals fence_type intermittent usage embankment cutting culvert location cycleway disused entrance")

func words(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

func table(of map[Kind]string) map[string]Kind {
	out := map[string]Kind{}
	for k, s := range of {
		for w := range words(s) {
			out[w] = k
		}
	}
	return out
}

func causes(of map[string]string) map[string]string {
	out := map[string]string{}
	for c, s := range of {
		for w := range words(s) {
			out[w] = c
		}
	}
	return out
}

// class is what the tags of a way say: its kind and the word of its class, or the cause for
// which it is left out; neither where the way is none of ours (a house, a border).
func class(tags map[string]string) (kind Kind, word, cause string) {
	var key, value string
	for _, k := range order {
		v := tags[k]
		if v == "" {
			continue
		}
		if kind, known := kinds[k][v]; known {
			return kind, wordOf(k, v), ""
		}
		if c := left[k][v]; c != "" && cause == "" {
			key, value, cause = k, v, c
		} else if cause == "" && left[k] != nil { // natural=tree_row is none of ours, highway=xyz is
			key, value, cause = k, v, LeftUnknown
		}
	}
	if cause == "" {
		return "", "", ""
	}
	return "", key + "=" + value, cause
}

// wordOf is the word under "class": the value, with areas of water and ferries by their name.
func wordOf(key, value string) string {
	switch {
	case key == "natural" && value == "water", key == "landuse", value == "riverbank":
		return "water"
	case key == "barrier" && gates[value]:
		return Gate
	case key == "barrier" && value == "yes":
		return "wall"
	}
	return value
}

// water tells whether the outline of an area is a shore.
func water(tags map[string]string) bool {
	return tags["natural"] == "water" || tags["waterway"] == "riverbank" || slices.Contains([]string{"reservoir", "basin"}, tags["landuse"])
}

// classTags are the attributes of a line.
func classTags(word string, tags map[string]string) map[string]string {
	out := map[string]string{"class": word}
	for k, v := range tags {
		if kept[k] && v != "" {
			out[k] = clean(v)
		}
	}
	return out
}

// clean makes plain text of what a file holds: broken UTF-8 and zero bytes have no place in a
// store.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}
