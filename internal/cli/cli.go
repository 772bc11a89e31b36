// Package cli is the command line: which commands there are, their flags, and
// how the packages below are wired for each. The work itself is done below.
//
// Results go to standard output, everything else to standard error. The exit
// status is 0 if all is done, 1 if some input failed (each is named with its
// reason, and the rest is done) or the work could not be done at all, and 2 for
// a wrong call.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"entente/internal/pipeline"
)

// Exit statuses.
const (
	done   = 0
	failed = 1
	wrong  = 2
)

// Env is what the outside world gives to a command.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Dir            string // working folder; "" is that of the process
	Terminal       bool   // standard error is a terminal: show progress there
}

// A command is one row of the table of commands. Its first word, and what it
// does, are in the cobra.Command it makes.
type command struct {
	group string
	make  func(*app) *cobra.Command
}

// The groups of commands, in the order of the help.
const (
	groupRead    = "read"
	groupAsk     = "ask"
	groupMeasure = "measure"
	groupLearn   = "learn"
	groupOthers  = "others"
)

// commands is the table of all commands.
func commands() []command {
	return []command{
		{groupRead, codeCommand},
		{groupRead, addCommand},
		{groupRead, importCommand},
		{groupRead, demoCommand},
		{groupRead, recodeCommand},
		{groupAsk, serveCommand},
		{groupAsk, mcpCommand},
		{groupAsk, eventsCommand},
		{groupAsk, dyadCommand},
		{groupAsk, claimsCommand},
		{groupAsk, redlinesCommand},
		{groupAsk, viewCommand},
		{groupAsk, showCommand},
		{groupAsk, searchCommand},
		{groupAsk, sqlCommand},
		{groupAsk, exportCommand},
		{groupAsk, switchesCommand},
		{groupAsk, sourcesCommand},
		{groupAsk, storiesCommand},
		{groupAsk, historyCommand},
		{groupAsk, diffCommand},
		{groupMeasure, tiltCommand},
		{groupMeasure, diversifyCommand},
		{groupMeasure, reactionCommand},
		{groupMeasure, cooperationCommand},
		{groupMeasure, grangerCommand},
		{groupMeasure, networkCommand},
		{groupMeasure, visitsCommand},
		{groupMeasure, forecastCommand},
		{groupMeasure, votesCommand},
		{groupMeasure, similarityCommand},
		{groupLearn, actorsCommand},
		{groupLearn, codebookCommand},
		{groupLearn, parseCommand},
		{groupLearn, relationCommand},
		{groupLearn, clusterCommand},
		{groupLearn, explainCommand},
		{groupLearn, trainCommand},
		{groupLearn, evalCommand},
		{groupLearn, buildDataCommand},
		{groupLearn, idealCommand},
		{groupOthers, synthCommand},
		{groupOthers, rebuildCommand},
		{groupOthers, manCommand},
		{groupOthers, versionCommand},
	}
}

// An app is one call of the program.
type app struct {
	Env
	ledger string // --ledger
	debug  bool   // --debug

	ran   bool // a command began its work: an error from now on is no wrong call
	fails int  // inputs that failed
}

// A usageError is a wrong call that a command found itself.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// Run carries out one command line (without the program's name) and returns the
// exit status.
func Run(ctx context.Context, env Env, args []string) int {
	a := &app{Env: env}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	err := root.ExecuteContext(ctx)
	var bad usageError
	switch {
	case err == nil && a.fails > 0:
		return failed
	case err == nil:
		return done
	case !a.ran || errors.As(err, &bad):
		a.say("%v", err)
		a.say("see: entente --help")
		return wrong
	case errors.Is(err, context.Canceled):
		a.say("interrupted")
	default:
		a.say("%v", a.explain(err))
	}
	return failed
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "entente",
		Short: "the ledger of who did what with whom",
		Long: `entente reads the news, finds who did what to whom, when and on whose word,
and keeps it in a ledger in which each entry opens down to the words it rests on.`,
		Example: `  entente code article.txt | head -c 400
  entente add articles/ && entente events --actor TJK`,
		SilenceErrors: true,
		SilenceUsage:  true,
		// A name that is no command is a wrong call, not a request for help.
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = false
	root.PersistentFlags().BoolVar(&a.debug, "debug", false, "say more of what went wrong")
	for _, g := range []struct{ id, title string }{
		{groupRead, "To read and code:"}, {groupAsk, "To ask the ledger:"}, {groupMeasure, "To measure:"},
		{groupLearn, "To see and make what it knows:"}, {groupOthers, "Others:"},
	} {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title})
	}
	root.SetHelpCommandGroupID(groupOthers)
	root.SetCompletionCommandGroupID(groupOthers)
	for _, c := range commands() {
		cmd := c.make(a)
		cmd.GroupID = c.group
		cmd.DisableFlagsInUseLine = true
		if run := cmd.RunE; run != nil {
			cmd.RunE = func(cmd *cobra.Command, args []string) error {
				a.ran = true
				return run(cmd, args)
			}
		}
		root.AddCommand(cmd)
	}
	return root
}

// say writes a line to standard error.
func (a *app) say(format string, args ...any) {
	fmt.Fprintf(a.Stderr, "entente: "+format+"\n", args...)
}

// fault names an input that failed and why.
func (a *app) fault(name string, err error) {
	a.fails++
	a.say("%s: %v", name, err)
	var p *pipeline.PanicError
	if a.debug && errors.As(err, &p) {
		a.Stderr.Write(p.Stack)
	}
}

// path makes a path of the user's one of this process.
func (a *app) path(p string) string {
	if a.Dir == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(a.Dir, p)
}

// oneOf checks the value of a flag that has a list of values.
func oneOf(flag, value string, allowed ...string) error {
	for _, v := range allowed {
		if v == value {
			return nil
		}
	}
	return usage("--%s is one of %s, not %q", flag, strings.Join(allowed, ", "), value)
}
