/* Plays scripts of answers to forms in JavaRosa and tells every leaf after every step.

   Standard input: one JSON object a line, {"xml": form, "ops": [[what, ref, value], ...]}; what is
   set, add, remove or fresh (compute everything again from the answers). Refs carry positions.
   The argument is the folder of the lists beside the forms.
   Standard output: one line for each form, {"steps": [{ref: leaf, ...}, ...]}, the first step being
   the form as it opens; or {"refused": why}. A leaf is [value, relevant, required, readonly, valid,
   choices], null where there is nothing to tell. */

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.GroupDef;
import org.javarosa.core.model.IFormElement;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceFactory;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xform.util.XFormUtils;
import org.opendatakit.validate.StubPropertyManager;

public class Replay {
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, false, "UTF-8");
    System.setOut(System.err); // JavaRosa talks on standard output
    PrototypeManager.registerPrototypes(JavaRosaCoreModule.classNames);
    PrototypeManager.registerPrototypes(CoreModelModule.classNames);
    new XFormsModule().registerModule();
    PropertyManager.setPropertyManager(new StubPropertyManager());
    ReferenceManager.instance().addReferenceFactory(new Beside(arguments[0]));
    ObjectMapper json = new ObjectMapper();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(json.writeValueAsString(played(json.readValue(line, Map.class))));
    }
    out.flush();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> played(Map<String, Object> request) {
    Map<String, Object> answer = new LinkedHashMap<>();
    List<Object> steps = new ArrayList<>();
    try {
      byte[] xml = ((String) request.get("xml")).getBytes(StandardCharsets.UTF_8);
      FormDef form = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(xml));
      form.initialize(true, new InstanceInitializationFactory());
      steps.add(seen(form));
      for (List<String> op : (List<List<String>>) request.get("ops")) {
        act(form, op);
        steps.add(seen(form));
      }
    } catch (Exception | StackOverflowError refusal) {
      answer.put("refused", String.valueOf(refusal));
    }
    answer.put("steps", steps);
    return answer;
  }

  private static void act(FormDef form, List<String> op) throws Exception {
    if (op.get(0).equals("fresh")) {
      form.initialize(false, new InstanceInitializationFactory());
      return;
    }
    TreeReference ref = reference(op.get(1));
    switch (op.get(0)) {
      case "set":
        TreeElement element = form.getMainInstance().resolveReference(ref);
        QuestionDef question = FormDef.findQuestionByRef(ref, form);
        IAnswerData value =
            XFormAnswerDataParser.getAnswerData(op.get(2), element.getDataType(), question);
        form.setValue(op.get(2).isEmpty() ? null : value, ref, element, true);
        break;
      case "add":
        form.createNewRepeat(index(form, ref));
        break;
      case "remove":
        form.deleteRepeat(index(form, ref));
        break;
      default:
        throw new IllegalArgumentException(op.get(0));
    }
  }

  private static TreeReference reference(String text) {
    TreeReference ref = TreeReference.rootRef();
    for (String part : text.substring(1).split("/")) {
      int bracket = part.indexOf('[');
      if (bracket < 0) {
        ref.add(part, 0);
      } else {
        int position = Integer.parseInt(part.substring(bracket + 1, part.length() - 1));
        ref.add(part.substring(0, bracket), position - 1);
      }
    }
    return ref;
  }

  /* The place in the form where the row at ref stands, or can be added. */
  private static FormIndex index(FormDef form, TreeReference ref) {
    FormEntryModel model = new FormEntryModel(form);
    FormIndex index = FormIndex.createBeginningOfFormIndex();
    for (; ; ) {
      index = model.incrementIndex(index);
      if (index.isEndOfFormIndex()) {
        throw new IllegalArgumentException("no row at " + ref);
      }
      IFormElement child = form.getChild(index);
      if (child instanceof GroupDef && ((GroupDef) child).getRepeat()
          && form.getChildInstanceRef(index).equals(ref)) {
        return index;
      }
    }
  }

  /* Goes through the form as somebody would who looks at every page. Rows that are counted come
     and go, and answers that are no longer offered are cleared, when they are looked at; what that
     changes may change what was looked at before. */
  private static Map<String, Object> seen(FormDef form) {
    Map<String, Object> before = null;
    for (int round = 0; round < 6; round++) {
      Map<String, String> offered = new LinkedHashMap<>();
      FormEntryModel model = new FormEntryModel(form);
      FormIndex index = FormIndex.createBeginningOfFormIndex();
      model.setQuestionIndex(index);
      while (!index.isEndOfFormIndex()) {
        index = model.incrementIndex(index);
        if (!index.isEndOfFormIndex() && !model.isIndexRelevant(index)) {
          continue;
        }
        model.setQuestionIndex(index);
        IFormElement child = index.isEndOfFormIndex() ? null : form.getChild(index);
        if (child instanceof QuestionDef && ((QuestionDef) child).getDynamicChoices() != null) {
          StringBuilder names = new StringBuilder();
          for (SelectChoice choice : model.getQuestionPrompt(index).getSelectChoices()) {
            names.append(names.length() == 0 ? "" : " ").append(choice.getValue());
          }
          offered.put(form.getChildInstanceRef(index).toString(true), names.toString());
        }
      }
      Map<String, Object> now = leaves(form, offered);
      if (now.equals(before)) {
        break;
      }
      before = now;
    }
    return before;
  }

  private static Map<String, Object> leaves(FormDef form, Map<String, String> offered) {
    Map<String, Object> found = new LinkedHashMap<>();
    TreeElement root = form.getMainInstance().getRoot();
    walk(form, root, "/" + root.getName(), root.isRelevant(), offered, found);
    return found;
  }

  private static void walk(
      FormDef form, TreeElement at, String ref, boolean relevant, Map<String, String> offered,
      Map<String, Object> found) {
    if (at.getNumChildren() == 0) {
      found.put(ref, leaf(form, at, relevant, offered));
    }
    for (int i = 0; i < at.getNumChildren(); i++) {
      TreeElement child = at.getChildAt(i);
      if (child.getMult() == TreeReference.INDEX_TEMPLATE) {
        continue;
      }
      String below = ref + "/" + child.getName();
      if (child.isRepeatable()) {
        below += "[" + (child.getMult() + 1) + "]";
      }
      walk(form, child, below, relevant && child.isRelevant(), offered, found);
    }
  }

  private static List<Object> leaf(
      FormDef form, TreeElement at, boolean relevant, Map<String, String> offered) {
    IAnswerData value = at.getValue();
    String text = value == null ? "" : value.uncast().getString();
    TreeReference ref = at.getRef();
    if (!relevant || FormDef.findQuestionByRef(ref, form) == null) {
      return Arrays.asList(text, relevant);
    }
    Object valid = value == null ? null : form.evaluateConstraint(ref, value);
    String choices = offered.get(ref.toString(true));
    return Arrays.asList(text, relevant, at.isRequired(), !at.isEnabled(), valid, choices);
  }

  /* Finds every file in one folder, whatever its jr:// address begins with. */
  private static class Beside implements ReferenceFactory {
    private final String folder;

    Beside(String folder) {
      this.folder = folder;
    }

    @Override
    public boolean derives(String address) {
      return address.startsWith("jr://");
    }

    @Override
    public Reference derive(String address) {
      String path = new File(folder, address.substring(address.lastIndexOf('/') + 1)).getPath();
      return new Reference() {
        @Override
        public boolean doesBinaryExist() {
          return new File(path).isFile();
        }

        @Override
        public InputStream getStream() throws IOException {
          return new FileInputStream(path);
        }

        @Override
        public String getURI() {
          return address;
        }

        @Override
        public String getLocalURI() {
          return path;
        }

        @Override
        public boolean isReadOnly() {
          return true;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
          throw new IOException("only read");
        }

        @Override
        public void remove() throws IOException {
          throw new IOException("only read");
        }

        @Override
        public Reference[] probeAlternativeReferences() {
          return new Reference[0];
        }
      };
    }

    @Override
    public Reference derive(String address, String context) {
      return derive(address);
    }
  }
}
