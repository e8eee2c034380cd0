package main

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/opening"
)

// openingCmd says how far a city has been opened.
type openingCmd struct {
	Store string `env:"REDSAIL_STORE" placeholder:"FILE.gpkg|postgres://…" help:"The store: a GeoPackage file or a PostgreSQL URL."`
	Find  string `placeholder:"TEXT" help:"Look for a city or a county by name, pinyin or code, and do nothing else."`
	Lang  string `default:"en" enum:"zh,en" help:"The language: ${enum}."`
	JSON  bool   `name:"json" help:"Print JSON."`
}

// Run prints the steps, or the divisions that were looked for.
func (c *openingCmd) Run(ctx context.Context, io streams) (err error) {
	if c.Find != "" {
		return c.find(io)
	}
	if c.Store == "" {
		return usagef("opening needs --store (or REDSAIL_STORE), or --find")
	}
	var st *opening.State
	err = withAccess(ctx, c.Store, func(s city.Store, svc *access.Service) error {
		a, err := atlas.Open(ctx, s, nil)
		if err != nil {
			return err
		}
		open, err := svc.Opened(ctx)
		if err != nil {
			return err
		}
		st, err = opening.Of(a.Current(), open.Has)
		return err
	})
	if err != nil {
		return err
	}
	c.name(st)
	if c.JSON {
		return printJSON(io.out, st)
	}
	return c.print(io.out, st)
}

// find lists divisions, one a line.
func (c *openingCmd) find(io streams) error {
	found, more := opening.Search(c.Find, opening.MostDivisions)
	if c.JSON {
		return printJSON(io.out, found)
	}
	for _, d := range found {
		if _, err := fmt.Fprintln(io.out, strings.Join(strings.Fields(d.Code+" "+d.Name+" "+d.En+" "+d.Province), " ")); err != nil {
			return err
		}
	}
	switch {
	case more:
		fmt.Fprintf(io.err, "redsail: the first %d; say more of the name\n", len(found))
	case len(found) == 0:
		return city.Errorf(city.NotFound, "unknown_division", "no city and no county of the mainland is called %.40q", c.Find)
	}
	return nil
}

// name puts the store into the commands.
func (c *openingCmd) name(st *opening.State) {
	fill := func(command *string) {
		*command = strings.Replace(*command, "STORE", quoted(c.Store), 1)
	}
	for i := range st.Steps {
		for j := range st.Steps[i].Items {
			fill(&st.Steps[i].Items[j].Command)
		}
	}
	if st.Next != nil {
		fill(&st.Next.Command)
	}
}

func (c *openingCmd) say(l city.Label) string {
	if c.Lang == "zh" {
		return l.Zh
	}
	return l.En
}

// marks show a state at the beginning of a line.
var marks = map[opening.Progress]string{opening.Done: "[x]", opening.Partly: "[-]", opening.Missing: "[ ]"}

// print writes the steps for people.
func (c *openingCmd) print(out io.Writer, st *opening.State) error {
	var b strings.Builder
	fmt.Fprintln(&b, c.say(st.Name))
	if st.MadeUp {
		fmt.Fprintln(&b, c.say(city.Label{Zh: "演示数据（虚构）", En: "Demo data (made up)"}))
	}
	for i, s := range st.Steps {
		fmt.Fprintf(&b, "\n%s %d %s\n", marks[s.State], i+1, c.say(s.Name))
		for _, it := range s.Items {
			optional := ""
			if it.Optional && it.State == opening.Missing {
				optional = c.say(city.Label{Zh: "（可选）", En: " (optional)"})
			}
			fmt.Fprintf(&b, "    %s %s%s: %s\n", marks[it.State], c.say(it.Name), optional, c.say(it.Says))
			if len(it.Absent) > 0 {
				fmt.Fprintf(&b, "        %s %s\n", c.say(city.Label{Zh: "缺：", En: "missing:"}), listAbsent(it.Absent))
			}
			for _, o := range it.Others {
				fmt.Fprintf(&b, "        ? %s\n", c.say(city.Label{
					Zh: fmt.Sprintf("%s：代码表为%s，本市为%s，是否编码或名称有误？", o.Code, o.Table, o.Name),
					En: fmt.Sprintf("%s: the table of codes says %s, the city says %s: is the code or the name another's?", o.Code, o.Table, o.Name),
				}))
			}
		}
		for _, w := range s.Works {
			fmt.Fprintf(&b, "    + %s\n", c.say(w))
		}
		for _, w := range s.Lacks {
			fmt.Fprintf(&b, "    - %s\n", c.say(w))
		}
	}
	if st.Next != nil {
		fmt.Fprintf(&b, "\n%s %s\n", c.say(city.Label{Zh: "下一步：", En: "next:"}), st.Next.Command)
	} else {
		fmt.Fprintf(&b, "\n%s\n", c.say(city.Label{Zh: "必需的都有了", En: "all is there that a city needs"}))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// mostListed bounds the names on one line.
const mostListed = 12

func listAbsent(list []opening.Absent) string {
	var out []string
	for _, a := range list[:min(len(list), mostListed)] {
		out = append(out, strings.TrimSpace(a.Code+" "+a.Name))
	}
	if len(list) > mostListed {
		out = append(out, "…")
	}
	return strings.Join(out, ", ")
}

// bare are arguments that a shell takes as they are.
var bare = regexp.MustCompile(`^[A-Za-z0-9_./:@%+=,-]+$`)

// quoted is an argument as it is typed in a shell; the password of an address is not repeated.
func quoted(arg string) string {
	if arg = redact(arg); bare.MatchString(arg) {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}
