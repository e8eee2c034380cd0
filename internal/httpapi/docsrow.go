package httpapi

import (
	"slices"
	"strings"
)

// docsParam is a row of a table of parameters.
type docsParam struct {
	Name, In, Value, Meaning, Must string
	Required                       bool
}

// Row shows a parameter that is sent in the path, the query, a header or the body.
func (v *docsView) Row(p Param, in string) docsParam {
	where := map[string]string{"path": v.T("路径", "path"), "query": v.T("查询", "query"), "header": v.T("标头", "header"), "body": v.T("正文", "body")}
	return docsParam{Name: p.Name, In: where[in], Value: v.value(&p), Meaning: v.Say(p.Says), Must: v.T("必填", "required"), Required: p.Required}
}

// value says what a parameter can be.
func (v *docsView) value(p *Param) string {
	kinds := map[Type]string{Text: v.T("文字", "text"), Number: v.T("数", "number"), Integer: v.T("整数", "whole number")}
	out := []string{kinds[p.Type]}
	if len(p.Enum) > 0 {
		out[0] = strings.Join(p.Enum, " · ")
	}
	if p.bounded() {
		out = append(out, plain(p.Least)+" – "+plain(p.Most))
	}
	if p.Default != "" {
		out = append(out, v.T("默认 ", "default ")+p.Default)
	}
	if p.Example != "" {
		out = append(out, v.T("例 ", "e.g. ")+p.Example)
	}
	return strings.Join(slices.Compact(out), v.T("；", "; "))
}
