package streets

import (
	"encoding/json"
	"fmt"
	"strings"
)

// own are the words of classes that no key of OpenStreetMap has: those of the walking rules and of the
// demo city, which an export writes. A bridge alone is one of a road.
var own = table(map[Kind]string{
	Road: "arterial highway local lane bank expressway bridge",
	Wall: "main_gate",
})

// ownBridge is the class of a bridge of a road or a railway.
const ownBridge = "bridge"

// KindOf is what a word of a class is to who walks; like is the kind that is taken where the word is of
// several (a ditch is a wall or a river), and may be empty. It is false where nobody knows the word.
func KindOf(word string, like Kind) (Kind, bool) {
	kind, known := own[word]
	if known && word == ownBridge && like == Rail {
		return Rail, true
	}
	for _, key := range order {
		switch k, has := kinds[key][word]; {
		case has && k == like:
			return k, true
		case has && !known:
			kind, known = k, true
		}
	}
	return kind, known
}

// toldKind is the layer of which a row of an export is: the row says it (kind), else the layer of the file.
// It is empty where neither is one of lines.
func toldKind(row map[string]string, file string) Kind {
	for _, k := range []Kind{Kind(strings.TrimSpace(row[kindField])), Kind(file)} {
		switch k {
		case Road, Path, Rail, River, Wall:
			return k
		}
	}
	return ""
}

// exported is what the class of a feature says that an export of Redsail wrote: all attributes as a JSON
// object. told is the layer that the file says; where it says none, kind is by the word of the class.
// ok is false where the cell holds something else.
func exported(cell string, told Kind, o *Limits) (kind Kind, tags map[string]string, ok bool) {
	if !strings.HasPrefix(cell, "{") || json.Unmarshal([]byte(cell), &tags) != nil || len(tags) > o.Tags {
		return "", nil, false
	}
	for k, v := range tags {
		if len(k) > o.TextBytes || len(v) > o.TextBytes {
			return "", nil, false
		}
		tags[k] = clean(v)
	}
	if told != "" {
		return told, tags, true
	}
	if kind, known := KindOf(tags["class"], ""); known {
		return kind, tags, true
	}
	if tags[Stop] == "yes" {
		return Path, tags, true
	}
	return "", tags, true
}

// kindField is the column of an export that says the layer of a row.
const kindField = "kind"

// take gives a line the other columns of an export: names in all scripts, former codes, source and date, and
// whether one of them or the file says its layer.
func (l *Line) take(props map[string]string, layer string) {
	l.Guessed = toldKind(props, layer) == ""
	l.Zh, l.En = clean(props["name"]), clean(props["name_en"])
	l.ZhHant = clean(first(props["name_zh_hant"], props["name_zh_ha"])) // a Shapefile cuts it
	l.Source, l.Date = clean(props["source"]), clean(props["data_date"])
	if json.Unmarshal([]byte(props["former"]), &l.Former) != nil {
		l.Former = nil
	}
}

// meanings takes --class apart: the class of what says nothing, and what words mean that nobody knows,
// by comma: highway=residential, lane=footway, 巷=highway=living_street.
func meanings(option string) (all string, words map[string]string, err error) {
	words = map[string]string{}
	for part := range strings.SplitSeq(option, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		word, meaning, two := strings.Cut(part, "=")
		word, meaning = strings.TrimSpace(word), strings.TrimSpace(meaning)
		if _, key := kinds[word]; key || !two {
			word, meaning = "", part
		}
		if kind, _, cause := bare(meaning); kind == "" || cause != "" {
			return "", nil, &FieldError{fmt.Sprintf("--class %q is no class: name one as highway=residential, barrier=wall, waterway=river or railway=rail, or say what a word means: lane=footway", part)}
		}
		switch {
		case word != "":
			words[strings.ToLower(word)] = meaning
		case all != "":
			return "", nil, &FieldError{fmt.Sprintf("--class: lines that say nothing are either %q or %q", all, meaning)}
		default:
			all = meaning
		}
	}
	return all, words, nil
}
