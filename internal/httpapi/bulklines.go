package httpapi

import "github.com/redsail/redsail/internal/city"

// Lines is one form of many lines: its media type, and what comes and goes in it.
type Lines struct {
	Media          string
	Sent, Answered LineText
}

// LineText describes a text of lines.
type LineText struct {
	Says    city.Label
	Example string
	// item is the schema of a line that is JSON; nil where it is none.
	item schema
}

// bulkLines are the forms of many points.
var bulkLines = []Lines{{
	Media: ndjsonType,
	Sent: LineText{
		Says: city.Label{
			Zh: "每行一个 JSON 对象，UTF-8：lon 与 lat 为数，id 可省、可为任何值；不得有其他成员。空行不作答。一行至多 65,536 字节。",
			En: "One JSON object a line, in UTF-8: lon and lat are numbers, id may be any value or left out; no other member. Blank lines get no answer. A line has at most 65,536 bytes.",
		},
		Example: `{"lon":116.58,"lat":35.41,"id":7}` + "\n" + `{"lon":116.59,"lat":35.42,"id":"b"}` + "\n",
		item: schema{
			"type": "object", "required": []string{"lon", "lat"}, "additionalProperties": false,
			"properties": schema{
				"lon": described("number", "longitude, or the easting of a projected system"),
				"lat": described("number", "latitude, or the northing of a projected system"),
				"id":  schema{"description": "any value; the answer gives it back byte for byte"},
			},
		},
	},
	Answered: LineText{
		Says: city.Label{
			Zh: "每行一个 JSON 对象，顺序与来行相同：id 原样退回（没有则为 null），然后是各图层的 LAYER_code、columns 所要的成员、revision 与 error。error 不为空时编码为空，数为 null。",
			En: "One JSON object a line, in the order of the lines that came: id as it came (null without one), then LAYER_code of each layer, what columns asks for, revision and error. Where error is not empty codes are empty and numbers null.",
		},
		Example: `{"id":7,"district_code":"370811","street_code":"370811001","border_m":41.3,"station_code":"HF-0042","walk_s":180,"walk_method":"network","revision":42,"error":""}` + "\n" +
			`{"id":"b","district_code":"","street_code":"","border_m":null,"station_code":"","walk_s":null,"walk_method":"","revision":42,"error":"missing_coordinate"}` + "\n",
		item: schema{
			"type": "object", "required": []string{"id", "revision", "error"},
			"properties": schema{
				"id":           schema{"description": "as it came; null where none came"},
				"border_m":     orNull("number", "columns=border|all: metres to the border of the finest area, from outside to the nearest area"),
				"station_code": described("string", "columns=station|all: the nearest place within ten minutes on foot; empty where there is none"),
				"walk_s":       orNull("integer", "columns=station|all: seconds on foot to it"),
				"walk_method":  described("string", "columns=station|all: network where the seconds were measured on the streets, estimate where they were reckoned from the straight line"),
				"duty":         described("string", "columns=posts|all: whether somebody who answers for the spot is on duty: on, off or unknown; empty where nobody answers"),
				"duty_role":    described("string", "columns=posts|all: role of the first who is on duty, else of who is next, else of the first there is"),
				"duty_area":    described("string", "columns=posts|all: code of what that post is for"),
				"duty_phone":   described("string", "columns=posts|all: its office phone, or that of who stands in"),
				"duty_next":    described("string", "columns=posts|all: when somebody is on duty next, where nobody is now"),
				"revision":     described("integer", "the revision of the answers"),
				"error":        described("string", "empty, or why the line cannot be answered: docs/problems.md lists the codes"),
			},
			"additionalProperties": described("string", "LAYER_code of each layer: code of the area, empty in a gap; of a free layer all codes, joined with ;"),
		},
	},
}, {
	Media: csvType,
	Sent: LineText{
		Says: city.Label{
			Zh: "CSV，首行为列名，其中有 lon_field 与 lat_field 所指的列；UTF-8（可带 BOM）或 GB18030，逗号、分号或制表符分隔。一行至多 1 MiB。",
			En: "CSV whose first line names the columns, those of lon_field and lat_field among them; UTF-8 (with a BOM or without) or GB18030; comma, semicolon or tab. A line has at most 1 MiB.",
		},
		Example: "id,lon,lat\n7,116.58,35.41\n8,116.59,\n",
	},
	Answered: LineText{
		Says: city.Label{
			Zh: "原各列照旧，其后是各图层的 LAYER_code、columns 所要的列、revision 与 error；UTF-8，分隔符、行尾与 BOM 同来文。空行照留。",
			En: "The columns as they came, then LAYER_code of each layer, what columns asks for, revision and error; UTF-8, with the delimiter, line ends and BOM of what came. Blank lines stay.",
		},
		Example: "id,lon,lat,district_code,street_code,revision,error\n7,116.58,35.41,370811,370811001,42,\n8,116.59,,,,,missing_coordinate\n",
	},
}}

func described(kind, says string) schema { return schema{"type": kind, "description": says} }

func orNull(kind, says string) schema {
	return schema{"anyOf": []schema{{"type": kind}, {"type": "null"}}, "description": says}
}

// schema describes a text of lines. OpenAPI 3.1 has no word for the lines of a text, so it is a
// string with an example, and what 3.2 calls itemSchema stands under x-itemSchema.
func (t *LineText) schema() schema {
	out := schema{
		"schema":  schema{"type": "string", "description": t.Says.En, "x-description-zh": t.Says.Zh},
		"example": t.Example,
	}
	if t.item != nil {
		out["x-itemSchema"] = t.item
	}
	return out
}
