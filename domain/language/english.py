"""Ordinary English words that mean what they say: none of them is a typing slip of one of ours."""

from __future__ import annotations

ORDINARY = frozenset(
    """rollbacks resets nudges overrides escalations snapshots pauses reminders replies flags pings able about above abroad accept accepted accepts account across acting active actual added advance advanced advances again against agent
    agents ahead alarm alert alerted alive allow allowed allows almost alone along already also although always amid among annual another answer answers
    anybody anyone anything anyway apart appear appears approve approved arrive arrived arrives aside assign assigned attend attended autumn
    available avoid away awful back backed backs badly balance band bank banks base based basic bear beat beats became because become becomes been before began begin
    begins behind being believe below bench bend best better beyond bill bills black blame blank blast blind block blocked blow board boats body boost
    boot both bottom bounce brain branch brand break breaks brief bring brings broad broke broken brought build builds built bump bunch bundle burn burns
    business busy buyer call called calls came cancel care careful carry case cases cash catch cause caused causes cell center central chain chair
    chance change changed changes changing charge chart chat cheap check checked checks chief child choice choose chose chosen churn circle claim class clean cleaned clear cleared
    clearly click climb climbs clock closely closer clothes cloud club coach code cold collapse collapses color combo comes coming comment common company complete compute condition
    confirm confirmed consider contain contest continue contract contracts control cool copied copy core corner correct cost costs couch could council count counts country couple course court cover
    crash create creates crew crisis cross crowd current cut cuts cycle daily damage dance danger dark dash data date dates dead deal dealt dear death debate decade
    decide decided decline declined declines deep defeat defend defer delay delayed delays delete deleted deliver demand demo demos depend deserve desk detail details develop deviate
    deviates died dies diet differ different digital dinner direct discount discounts discuss divide doctor does doing done door doubt down draft drag draw dream dress dries drift drifts drill drink drive driven
    drives drop dropped dropping drops drove duty dying each eager earlier early earn earth ease easier east easy eats edge edit editor effect effort eight either elect else email
    emails empty ended ending ends enemy engage enjoy enjoyed enough enter entered enters entire entry equal error escape even evening event ever every everybody everyone everything
    exact exceed excel except exist exists exit exits expand expect expense expert explain explore export express extend extends extra face faced faces fact facts fail failed fails
    fair faith fall fallen falling falls false family famous fancy fast faster father fault favor fear feature feel feeling feels feet fell felt fence field fields fifth fifty fight figure
    file files fill filled fills film final finally find finding finds fine finger finish fire fired firm first fish five fixed flag flagged flags flat flight float floor flow flows flying
    focus folder follow followed follows food fool foot force forced forces forget form formal former forms forth forward found four frame free freeze fresh friend friendly from front
    fruit fuel full fully fund funds funny further future gain gained gains game garden gate gather gave gear gentle getting gets ghost giant gift gives given giving glad glass global goal goals
    goes going gold gone good goods grab grabbed grade grand grant graph great green greet grew gross ground group grow growing grows growth guard guess guest guide guys habit half hall hand
    handed handle hang happen happened happens happy hard harder hate have having head heads health hear heard heart heavy height held hello help helped helps hence here hidden hide high higher
    highly hint hire hired history hits hold holding holds hole home honest hope hoping host hosts hotel hour hours house however huge human hundred hungry hurry hurt idea ideas
    image impact import improve improves include included includes income indeed index indoor infer info inform inner input inside insist install instead intend inter into invest invite involve issue
    issues item items itself jobs join joined joins joke judge jump jumped jumps just keen keep keeping keeps kept keys kick kicked kicks kids kill killed kind kinds king knew know knowing known
    knows label labor lack lacks lady laid lake land landed lands language large largely last lasted lasts late lately later latest laugh launch launched laws lead leads league lean learn learned
    lease least leave leaves leaving left legal lend length less lesson lets letter level levels lift light like liked likely likes limit limits line lines link links list listed listen
    lists little live lived lives living load loads loan local locate lock locked logic long longer look looked looking looks loop loose lose loses losing loss losses lost lots loud love loved
    lower lowers luck lucky lunch made magic mail main mainly maintain major make makes making manage managed manner many maps mark marked market marks mass match matched matches material matter matters maybe meal
    mean meaning means meant measure meet meeting meets member memory mention menu mere merge merged message messages messy method middle might mile mind mine minor minute mirror miss missed
    misses missing mistake mixed mode model modern modify moment money month mood moon more morning most mostly mother motion mount mouse mouth move moved moves moving much multi music must
    mute muted name named names narrow nation nature near nearby nearly neat neck need needed needing needs negative neither never newer newest news next nice night nine nobody noise none noon
    norm normal normally north nose notable note noted notes nothing notice noticed notify novel nowhere number numbers object obtain obvious occur occurs odds offer offered offers office offices often okay older oldest once
    ones only onto open opened opens opinion option order ordered orders other others ought ours outer outlook outside over overall owed owes owned owner owners owning owns pace pack page pages paid pain paint
    pair panel panic paper parent park parked part partly party pass passed passes past path pause paused pauses paying pays peak peer people perfect perform perhaps period permit person phase phone photo
    phrase pick picked picks picture piece pieces pile ping pinged pink pipe pitch place placed places plain plan plane planned plans plant plate platform play played player plays please plenty plot plus
    point pointed points policy poll pool poor port pose position post posted posts pound power present press pretty prevent price priced prices pride prime print prior private prize probably problem problems process produce
    profit program progress project promise proof proper properly protect proud prove provide public pull pulled pulls pulse pump pure purpose purse push pushed pushes pushing puts putting quality question questions quick quickly
    quiet quit quite race radio rain raise raised raises rally ranch range rank ranked rapid rare rarely rate rated rates rather ratio reach reached reaches react read reader reading reads ready real
    really reason reasons recall receive recent record records recover recruit reduce reduced refer reflect refuse regard region reject rejected relate relax release rely remain remains remind remote remove removed
    renew renewal renewals renewed repair repeat replace replied reply report request require required requires rescue reset resolve respond rest result results resume retail retain return returned returns reveal reverse revert review
    reward rich ride right ring rise rises rising risk risks river road rock role roles roll rolled rolls roof room root roots rope rose rough round route routine rule ruled rules rush safe
    safely said sake sale sales same sample save saved saves saving says scale scan scans scene school score scores screen script search season seat second secret section secure seed seek seem seemed
    seems seen sees select self sell seller sells send sender sends senior sense sent separate series serious serve served serves service session sets setting settle seven several shake shall shape share shared shares sharp sheet shelf
    shell shift shifted shifts shine ship ships shirt shock shoes shoot shop shops short shot shots should shout show showed shown shows shrink shrinks shut side sides sight sign signal signed
    silent silly similar simple simply since sing single sink sinks site sites sits sitting size sized sizes skill skip slack sleep slide slides slight slip slipped slipping slips slot slow slower slowly small smaller
    smart smell smile smoke smooth snap snow soft softer sold solid solo some somebody someone something sometimes somewhere song soon sooner sorry sort sorted sorts soul sound sounds source south space spare speak special
    speed spell spend spends spent spike spiked spikes spin split splits spoke spot spread spring square staff stage stages stall stalled stalls stand standing stands star stare start started starts state stated states status stay stayed
    stays steady steal steel steep step steps stick sticks still stock stole stone stood stop stopped stops store stored stores storm story straight strange stream street stress strict strike strong struck stuck study stuff style
    subject submit such sudden suffer suggest suit sunny super supply support sure surely surface surge survey swap sweet swim swing swings switch symbol system table tables tail take taken takes taking talk talked talking talks
    tall tank tape target task tasks taste teach team teams tear tech tell tells tend term terms test tested tests text texts than thank thanks that theft their them theme then theory there these they thick thin thing
    things think third this those though thought thousand threat three threw throw thrown throws thus ticket tickets tied ties tight till time timed timely times tiny tire tired title today together told tone
    took tool tools topic topics total touch touched touches tough tour toward towards tower town trace track tracked tracks trade train treat tree trend trends trial trials tried tries trigger triggers trip trips trouble truck true truly trust truth
    trying turn turned turning turns twelve twice type typed types typical under undo unit units unless until unusual update updated updates upon upper upset urgent usage used useful user users uses using usual usually
    vacation valid value valued values vary varies vast verb version very view viewed views village visit visited visits visual voice volume vote wage wait waited waiting waits wake walk walked walks wall want wanted wants warm
    warn warned warns wash waste watch watched water wave ways weak wear weather week weekend weeks weigh weight weird well went were west what whatever wheel when where whether which while white whole whom whose
    wide widely wife wild will willing wind window wine wing winner winning wins winter wire wise wish wished with within without woman women wonder wood word worded words wore work worked worker works world worried worry
    worse worst worth would wound write writes writing written wrong wrote yard yeah year yearly years yellow yesterday young younger your yours yourself youth zero zone zones""".split()
)
